export * from './rtws.js';
export { Rtws as default } from './rtws.js';
