// Puts a public page of Sampan where this script stands, as tall as it needs to be:
//   <script src="https://crm.example.com/embed.js" data-page="/p/…/form/…" async></script>
// It takes along which page it stands on, what led there, and the utm_ words of the address.
;(() => {
  const script = document.currentScript
  const address = new URL(script.dataset.page, script.src)
  for (const [name, value] of new URLSearchParams(location.search))
    if (name.startsWith('utm_')) address.searchParams.set(name, value)
  address.searchParams.set('page', location.origin + location.pathname)
  if (document.referrer) address.searchParams.set('came_from', document.referrer)
  const frame = document.createElement('iframe')
  frame.src = address.href
  frame.title = script.dataset.title ?? document.title
  frame.style.cssText = 'display:block;width:100%;height:600px;border:0'
  addEventListener('message', ({ source, origin, data }) => {
    if (source !== frame.contentWindow || origin !== address.origin) return
    const height = Number(data?.sampanHeight)
    if (height > 0) frame.style.height = `${Math.ceil(height)}px`
    if (/^https?:\/\//.test(data?.sampanGo ?? '')) location.assign(data.sampanGo)
  })
  script.after(frame)
})()
