// Addresses of the server, wherever a proxy has put it.

const ROOT = new URL("../../", import.meta.url); // this module is served at earwitness/shared/

/** @param {string} path from the server's root, such as "/api/places" @returns {string} its whole address */
export const address = (path) => new URL(`.${path}`, ROOT).href;
