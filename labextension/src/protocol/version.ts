/** Which protocol this page speaks; `protocol.py` holds the same two values. */
export const TARGET = 'smallcode';
export const VERSION = 1;
