// Names under .localhost mean this machine (RFC 6761), but not every resolver knows that.
import dns from "node:dns";

const ask = dns.lookup;

dns.lookup = function lookup(host, options, callback) {
  const done = typeof options === "function" ? options : callback;
  const wanted = typeof options === "object" && options !== null ? options : {};
  if (!/(^|\.)localhost\.?$/i.test(host)) return ask.call(dns, host, options, callback);
  process.nextTick(() =>
    wanted.all ? done(null, [{ address: "127.0.0.1", family: 4 }]) : done(null, "127.0.0.1", 4));
};
