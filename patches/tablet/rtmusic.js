// Open Stage Control's server side of rtmusic.json: subscribes, keeps the subscription, and takes a prompt's weight off
// its text, because a text widget shows all that comes. Load it with --custom-module.

const HOST = "127.0.0.1";
const PORT = 9440;
const EVERY_MS = 50;
const ALIVE_MS = 5000;

function subscribe() {
    send(HOST, PORT, "/subscribe", EVERY_MS);
    send(HOST, PORT, "/subscribe", "/loop/0/state", 100);
}

let again;

module.exports = {
    init: function () {
        subscribe();
        again = setInterval(subscribe, ALIVE_MS);
    },
    oscInFilter: function (data) {
        if (/^\/prompt\/\d+$/.test(data.address)) data.args = data.args.slice(0, 1);
        if (data.address === "/loop/0/state") data.address = "/rtmusic/loop_state";
        return data;
    },
    unload: function () {
        clearInterval(again);
    },
};
