/** How parcels look: the outline of their role, the tone of their worst finding, their number. */
import type { FeatureLike } from 'ol/Feature'
import { Fill, Stroke, Style, Text } from 'ol/style'
import type { StyleFunction } from 'ol/style/Style'
import type { Status } from '../chart'
import { alpha, FONT, roleColour, tone } from '../theme'

export const LABELLED = 1.2 // metres a pixel and closer: numbers of parcels
const QUIET: readonly (Status | null)[] = [null, 'pass', 'not_applicable']

function ground(role: string, status: Status | null): Style {
  const colour = roleColour(role)
  return new Style({
    stroke: new Stroke({ color: colour, width: 1.8 }),
    fill: new Fill({ color: QUIET.indexOf(status) >= 0 || status === null ? alpha(colour, 0.14) : alpha(tone(status), 0.16) }),
  })
}

function label(text: string): Style {
  return new Style({
    text: new Text({
      text,
      font: `600 11.5px ${FONT}`,
      fill: new Fill({ color: '#1d2733' }),
      stroke: new Stroke({ color: 'rgba(255,255,255,0.9)', width: 3 }),
      overflow: true,
    }),
  })
}

/** Return the style of parcels, without their numbers. */
export function parcelStyle(): StyleFunction {
  const kept = new Map<string, Style>()
  return (feature: FeatureLike) => {
    const role = String(feature.get('role'))
    const status = (feature.get('status') as Status | null | undefined) ?? null
    const kind = `${role}|${status}`
    let style = kept.get(kind)
    if (!style) kept.set(kind, (style = ground(role, status)))
    return style
  }
}

/** Return the style of the numbers alone: they lie above what is found in the parcels. */
export function labelStyle(): StyleFunction {
  const kept = new Map<string, Style>()
  return (feature: FeatureLike) => {
    const id = String(feature.get('id') ?? '')
    let style = kept.get(id)
    if (!style) kept.set(id, (style = label(id)))
    return style
  }
}
