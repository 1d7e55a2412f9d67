// Sends personal messages by nodemailer, over one connection that stays open: node nodemailer.mjs FOLDER < JSON
// FOLDER has node_modules; the JSON names the port, the texts of each language, and which numbers to send.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const nodemailer = createRequire(join(process.argv[2], "package.json"))("nodemailer");
const { port, connections, texts, first, count, step } = JSON.parse(readFileSync(0, "utf8"));
const channel = nodemailer.createTransport({
  host: "127.0.0.1", port, pool: true, maxConnections: connections, maxMessages: Infinity, ignoreTLS: true,
});

function mail(number) {
  const name = `読者 花子${number}`;
  const leave = `https://example.org/leave/${String(number).padStart(64, "0")}`;
  const filled = (text) => text.replace("{{name}}", name).replace("{{leave}}", leave);
  const [text, html] = texts[number % 2];
  return {
    from: "office@example.org",
    to: { name, address: `reader${number}@mail${number % 97}.example.org` },
    subject: `瀬音だより ${name}`, text: filled(text), html: filled(html),
  };
}

const waiting = new Set();
for (let number = first; number < count; number += step) {
  const one = channel.sendMail(mail(number)).finally(() => waiting.delete(one));
  waiting.add(one);
  if (waiting.size >= 4 * connections) await Promise.race(waiting);
}
await Promise.all(waiting);
channel.close();
