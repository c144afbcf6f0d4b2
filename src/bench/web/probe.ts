/** What a measured page carries: it notes when the paint after an event has been made, and when a screen answers. */
export const probe = `
  globalThis.benchSamples = {}
  const afterPaint = (then) =>
    requestAnimationFrame(() => {
      const channel = new MessageChannel()
      channel.port1.onmessage = then
      channel.port2.postMessage(0)
    })
  let clicked = 0
  for (const kind of ['keydown', 'wheel', 'pointermove', 'click'])
    addEventListener(
      kind,
      (event) => {
        if (kind === 'click') clicked = event.timeStamp
        afterPaint(() => (globalThis.benchSamples[kind] ??= []).push(performance.now() - event.timeStamp))
      },
      { capture: true, passive: true },
    )
  /** When so many are there and a task finds its turn at once again; since \`from\`, or since the click that follows for -1. */
  globalThis.benchReady = (selector, count, from) =>
    new Promise((done) => {
      const before = clicked
      const look = () => {
        if (from < 0 && clicked === before) return requestAnimationFrame(look)
        if (document.querySelectorAll(selector).length < count) return requestAnimationFrame(look)
        afterPaint(() => {
          const asked = performance.now()
          setTimeout(() => {
            const now = performance.now()
            if (now - asked > 50) requestAnimationFrame(look)
            else done(now - (from < 0 ? clicked : from))
          })
        })
      }
      look()
    })
`
