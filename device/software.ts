/** Name and version that a car gives for itself, in records and in its status. */
export const software = 'ritmeter 0.1.0';
