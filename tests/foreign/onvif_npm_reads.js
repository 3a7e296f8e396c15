// What npm's `onvif` reads of a device. Prints JSON.
// Arguments: the device's host, port, user, password, and "token" or "digest".
const { promisify } = require("util");
const { Cam } = require("onvif");

const [hostname, port, username, password, login] = process.argv.slice(2);
const options = { hostname, port: Number(port), username, password, useWSSecurity: login === "token" };
const camera = new Cam({ ...options, autoconnect: false, preserveAddress: true, timeout: 10000 });
const ask = (name, ...args) => promisify(camera[name]).apply(camera, args);
const many = (found) => [].concat(found);

async function read() {
  await ask("connect");
  const information = await ask("getDeviceInformation");
  const profiles = many(await ask("getProfiles"));
  const users = many(await ask("getUsers"));
  const ntp = many((await ask("getNTP")).NTPManual);
  const { uri } = await ask("getStreamUri", { protocol: "RTSP", profileToken: profiles[0].$.token });
  return {
    serial: information.serialNumber,
    model: information.model,
    firmware: information.firmwareVersion,
    sound: Object.fromEntries(profiles.map((one) => [one.$.token, "audioEncoderConfiguration" in one])),
    users: Object.fromEntries(users.map((one) => [one.username, one.userLevel])),
    ntp: ntp.map((one) => one.DNSname),
    stream: uri,
  };
}

read().then(
  (found) => console.log(JSON.stringify(found)),
  (problem) => {
    console.error(problem);
    process.exitCode = 1;
  },
);
