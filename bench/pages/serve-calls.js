/** Answers each message by the handler of its type, in the order of the messages. */
export function serveCalls(handlers) {
  let queue = Promise.resolve();
  onmessage = ({ data }) => {
    queue = queue.then(async () => {
      try {
        postMessage({ result: await handlers[data.type](data) });
      } catch (error) {
        postMessage({ error: String(error?.message ?? error) });
      }
    });
  };
}
