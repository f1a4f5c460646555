/** Name and version of this software, as every program and every car gives it for itself; the version of `package.json`. */
export const software = 'ritmeter 0.1.0';
