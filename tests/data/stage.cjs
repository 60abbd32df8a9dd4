// Runs an Open Stage Control custom module with real UDP: `send` and `oscInFilter` as that program's server gives and
// calls them. Prints what a widget would be given, one JSON a line.
const dgram = require("dgram"), fs = require("fs"), vm = require("vm");
const [, , file, port] = process.argv;
const wire = dgram.createSocket("udp4");
const word = (text) => Buffer.from(text + "\0".repeat(4 - (Buffer.byteLength(text) % 4)));
const number = (value) => { const b = Buffer.alloc(4); b.writeFloatBE(value); return b; };
function send(host, _, address, ...values) {
    const tags = "," + values.map((v) => (typeof v === "string" ? "s" : "f")).join("");
    const parts = values.map((v) => (typeof v === "string" ? word(v) : number(v)));
    wire.send(Buffer.concat([word(address), word(tags), ...parts]), Number(port), host);
}
function read(packet) {
    let at = 0;
    const text = () => { const end = packet.indexOf(0, at); const t = packet.toString("utf8", at, end); at = end + 4 - (end % 4); return t; };
    const address = text();
    const args = [...text().slice(1)].map((tag) => {
        if (tag === "s") return { type: tag, value: text() };
        at += 4;
        return { type: tag, value: tag === "i" ? packet.readInt32BE(at - 4) : packet.readFloatBE(at - 4) };
    });
    return { address, args, host: "127.0.0.1", port };
}
const box = { module: {}, send, setInterval, clearInterval, console };
vm.runInNewContext(fs.readFileSync(file, "utf8"), box);
wire.on("message", (packet) => console.log(JSON.stringify(box.module.exports.oscInFilter(read(packet)))));
wire.bind(0, "127.0.0.1", () => box.module.exports.init());
