import type { Page } from 'playwright-core'

/**
 * The share of dots that differ between two PNG pictures, each drawn at half its size first; 1 where their sizes differ. The
 * browser draws them: it is there, and reads PNG.
 */
export function differing(page: Page, a: Buffer, b: Buffer): Promise<number> {
  const sources = [a, b].map((one) => `data:image/png;base64,${one.toString('base64')}`)
  return page.evaluate(async ([first, second]) => {
    const dots = async (source: string) => {
      const image = new Image()
      image.src = source
      await image.decode()
      const canvas = document.createElement('canvas')
      canvas.width = Math.ceil(image.naturalWidth / 2)
      canvas.height = Math.ceil(image.naturalHeight / 2)
      const drawing = canvas.getContext('2d')!
      drawing.imageSmoothingQuality = 'high'
      drawing.drawImage(image, 0, 0, canvas.width, canvas.height)
      return drawing.getImageData(0, 0, canvas.width, canvas.height)
    }
    const [one, other] = [await dots(first!), await dots(second!)]
    if (one.width !== other.width || one.height !== other.height) return 1
    let count = 0
    for (let i = 0; i < one.data.length; i += 4)
      if ([0, 1, 2].some((channel) => Math.abs(one.data[i + channel]! - other.data[i + channel]!) > 32)) count += 1
    return count / (one.width * one.height)
  }, sources)
}
