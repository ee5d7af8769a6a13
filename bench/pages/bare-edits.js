/** A database in a worker behind the shortest way there is: one message to it, one back. */
const parameters = new URLSearchParams(location.search);
const worker = new Worker(`/bench/js/bare-${parameters.get("database")}.worker.js`, { type: "module" });
const pending = [];

worker.onmessage = ({ data: { result, error } }) => {
  const { resolve, reject } = pending.shift();
  if (error === undefined) resolve(result);
  else reject(new Error(error));
};

worker.onerror = ({ message }) => {
  for (const { reject } of pending.splice(0)) reject(new Error(message));
};

function call(request) {
  return new Promise((resolve, reject) => {
    pending.push({ resolve, reject });
    worker.postMessage(request);
  });
}

window.edit = (row, column, value) => call({ type: "edit", row, column, value });
window.read = (row, column) => call({ type: "read", row, column });
window.done = call({ type: "load", url: parameters.get("src") });
