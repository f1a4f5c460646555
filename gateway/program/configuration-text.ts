/** What `init` is told. */
export interface ConfigurationChoices {
  readonly issuer: string;
  readonly port: number;
}

/** A new gateway's configuration: what was chosen, and everything else as it is unless set. */
export const configurationText = ({ issuer, port }: ConfigurationChoices): string => `\
# A Ritmeter gateway. What stands behind a # is what holds unless you set it.
# Secrets are in files of their own beside this one: issuer.key, billing.key, observer.password.

# Where cars reach the broker. Beyond this machine it takes TLS: PEM files relative to this one, the key's at mode 0600.
# With clientCa every car must show a certificate by that authority. "ca" is written into the files of cars: whom they are
# to believe. Without it they are given the root at the end of the certificate, or believe whom their system believes.
listen:
  host: 127.0.0.1
  port: ${port}
  # tls: { certificate: broker.pem, key: broker.key, clientCa: cars.pem, ca: ca.pem }

# A broker such as Mosquitto between cars and gateway, instead of the gateway's own. The password is in broker.password.
# outsideBroker: { url: "mqtts://broker.example:8883", username: ritmeter-gateway, ca: ca.pem }

# Where drivers' phones enrol and fetch their tokens, with TLS as above.
# http:
#   enabled: true
#   host: 127.0.0.1
#   port: 8080
#   tls: { certificate: http.pem, key: http.key }

token:
  # Who the tokens say has issued them; cars are given this name with the issuer's key.
  issuer: ${issuer}
  # A token opens the car so long before the reserved start, and is good so long after the reserved end.
  # Cars are given the longest life that follows: raising it needs their files to be changed as well.
  # earlyPickUpMinutes: 15
  # returnGraceHours: 24

# The login that reads everything that cars and gateway say, and writes nothing.
# observerName: observer

# A folder with price lists of your own, relative to this file, instead of the built-in ones.
# priceLists: prices

# How many days data is kept, which the command retention carries out. Without bodies of records nothing can be billed anew.
# retention:
#   samplesDays: 400
#   setAsideDays: 400
#   tokensDays: 90
#   commandsDays: 400
#   recordBodiesDays: 3650

# A car refuses a remote command that is older.
# commandSeconds: 30

# What may wait to be stored; beyond that cars are cut off, and send again.
# ingest:
#   mostWaitingMessages: 20000
#   mostWaitingBytes: 67108864
#   mostRejectedBytes: 16777216
#   mostContradictingBytes: 16777216
#   mostJournals: 1000
#   mostUnsignedRecords: 100000
#   mostUnsignedBytes: 67108864
#   mostSamples: 500000
#   mostGroupedMessages: 1000
#   commitSeconds: 10
`;
