/** How findings look: a halo of constant width under the true shape, in the tone of the status. */
import type { FeatureLike } from 'ol/Feature'
import { Fill, Stroke, Style } from 'ol/style'
import type { StyleFunction } from 'ol/style/Style'
import type { Status } from '../chart'
import { alpha, tone } from '../theme'

export const HALO = 8 // pixels: a boundary of nothing is still a line one sees and hits
const BLOCKING: readonly Status[] = ['fail', 'error']

function made(status: Status): Style[] {
  const colour = tone(status)
  if (status === 'pass' || status === 'not_applicable')
    return [new Style({ fill: new Fill({ color: alpha(colour, 0.08) }), stroke: new Stroke({ color: colour, width: 1.2, lineDash: [4, 3] }) })]
  const level = BLOCKING.indexOf(status) >= 0 ? 2 : 1 // what blocks lies above the rest
  return [
    new Style({ stroke: new Stroke({ color: alpha(colour, 0.3), width: HALO, lineJoin: 'round', lineCap: 'round' }), zIndex: level }),
    new Style({ fill: new Fill({ color: alpha(colour, 0.18) }), stroke: new Stroke({ color: colour, width: 1.6 }), zIndex: level + 2 }),
  ]
}

/** Return the style of findings; `hidden` says which are not drawn. */
export function findingStyle(hidden: (number: number, resolution: number) => boolean): StyleFunction {
  const kept = new Map<string, Style[]>()
  return (feature: FeatureLike, resolution: number) => {
    // Tiles bring a point beside each shape; the rings say the same.
    if (feature.getGeometry()?.getType() === 'Point' || hidden(Number(feature.get('number')), resolution)) return undefined
    const status = String(feature.get('status')) as Status
    let style = kept.get(status)
    if (!style) kept.set(status, (style = made(status)))
    return style
  }
}
