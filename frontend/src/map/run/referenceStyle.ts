/** How reference layers look: survey classes in the colours of the standard, from the chart's
 * legend; boundaries of districts as lines; what must be kept clear of hatched. */
import type { FeatureLike } from 'ol/Feature'
import { Fill, Stroke, Style } from 'ol/style'
import type { StyleFunction } from 'ol/style/Style'
import type { ChartLayer } from '../chart'
import { alpha } from '../theme'

/** Layers whose features are districts: lines, no fill. */
const DISTRICTS: Record<string, { width: number; dash: number[] }> = {
  villages: { width: 1.2, dash: [8, 3, 2, 3] },
  townships: { width: 1.6, dash: [10, 4, 2, 4] },
  counties: { width: 2.2, dash: [14, 4, 2, 4] },
}
const COLOURS: Record<string, string> = {
  basic_farmland: '#8a8f1f', ecological_redline: '#2b8a57', illegal_land: '#a2286f', urban_boundary: '#9a4a2a',
  filed_parcels: '#5b5aa8', farmland_offset: '#6f8f2a', planning_zones: '#8a5a83', disputed_land: '#a2286f',
  protected_areas: '#2b8a57', heritage_sites: '#7a5a2e', satellite_patches: '#a2286f',
}
const OTHER = '#66707c'
const APART = 8 // pixels between the lines of a hatch

/** The kind of a layer: the slot without its place in time ("land_use" of "reference-land_use@before"). */
export function kindOf(layer: ChartLayer): string {
  return layer.name.replace(/^reference-/, '').split('@')[0] ?? ''
}

/** Return the colour by which a layer is known: of its only class, else of its kind. */
export function colourOf(layer: ChartLayer): string {
  return (layer.legend.length === 1 && layer.legend[0]?.colour) || COLOURS[kindOf(layer)] || OTHER
}

export function isDistricts(layer: ChartLayer): boolean {
  return kindOf(layer) in DISTRICTS
}

/** Return diagonal lines as a pattern for canvas fills. */
function hatch(colour: string): CanvasPattern | string {
  const ratio = window.devicePixelRatio || 1
  const tile = document.createElement('canvas')
  tile.width = tile.height = Math.round(APART * ratio)
  const on = tile.getContext('2d')
  if (!on) return alpha(colour, 0.2)
  on.fillStyle = alpha(colour, 0.1)
  on.fillRect(0, 0, tile.width, tile.height)
  on.strokeStyle = alpha(colour, 0.55)
  on.lineWidth = ratio
  on.beginPath()
  for (const shift of [-1, 0, 1]) {
    on.moveTo(shift * tile.width - 1, tile.height + 1)
    on.lineTo((shift + 1) * tile.width + 1, -1)
  }
  on.stroke()
  return on.createPattern(tile, 'repeat') ?? alpha(colour, 0.2)
}

/** Return the style of a reference layer. */
export function referenceStyle(layer: ChartLayer): StyleFunction {
  const district = DISTRICTS[kindOf(layer)]
  const colour = colourOf(layer)
  if (district) {
    const line = new Style({ stroke: new Stroke({ color: '#6b6f76', width: district.width, lineDash: district.dash }), fill: new Fill({ color: 'rgba(0,0,0,0.004)' }) })
    return () => line
  }
  if (layer.legend.length < 2) {
    const hatched = new Style({ stroke: new Stroke({ color: colour, width: 1 }), fill: new Fill({ color: hatch(colour) }) })
    return () => hatched
  }
  const classes = new Map(layer.legend.map((entry) => [entry.value, classed(entry.colour)]))
  const other = classed('#e6e6e2')
  return (feature: FeatureLike) => classes.get(String(feature.get('class') ?? '')) ?? other
}

function classed(colour: string): Style {
  return new Style({ stroke: new Stroke({ color: 'rgba(70,70,60,0.45)', width: 0.6 }), fill: new Fill({ color: alpha(colour, 0.85) }) })
}
