/** The CRS of a map: that of the project, defined by the service for proj4. */
import { addProjection, get as projectionOf } from 'ol/proj'
import Projection from 'ol/proj/Projection'
import { register } from 'ol/proj/proj4'
import proj4 from 'proj4'

/** Minx, miny, maxx, maxy; easting first, in the CRS of the map. */
export type Box = [number, number, number, number]

/** `degrees`: longitude and latitude; else metres, easting with its zone number. */
export interface Crs {
  epsg: number
  proj4: string
  degrees: boolean
}

/** The degrees of CGCS2000. */
export const DEGREES: Crs = { epsg: 4490, proj4: '+proj=longlat +ellps=GRS80 +no_defs', degrees: true }
export const GEOGRAPHIC = `EPSG:${DEGREES.epsg}`
const DEGREE_M = (Math.PI * 6_378_137) / 180 // along the equator
const WORLD: Box = [-180, -90, 180, 90]

/** Return the projection of OpenLayers, registered once; raises where proj4 cannot read it. */
export function projection(crs: Crs): Projection {
  const code = `EPSG:${crs.epsg}`
  geographic()
  const known = projectionOf(code)
  if (known) return known
  proj4.defs(code, crs.proj4)
  register(proj4)
  const found = projectionOf(code)
  if (!found) throw new Error(`no projection ${code}`)
  found.setExtent(crs.degrees ? WORLD : domain(code))
  return found
}

/** Register the degrees of CGCS2000, in which some servers have their tiles. */
function geographic(): void {
  if (projectionOf(GEOGRAPHIC)) return
  // Those servers take and tell latitude first; here longitude stays first.
  addProjection(new Projection({ code: GEOGRAPHIC, units: 'degrees', axisOrientation: 'neu', metersPerUnit: DEGREE_M, extent: WORLD }))
  proj4.defs(GEOGRAPHIC, DEGREES.proj4)
  register(proj4)
}

/** Where a projected system may be used: six degrees around its false easting, China's latitudes. */
function domain(code: string): Box {
  const easting = (proj4.defs(code) as { x0?: number } | undefined)?.x0 ?? 500_000
  return [easting - 600_000, 0, easting + 600_000, 6_500_000]
}

/** Metres on the ground of one unit of the map at a point (1, or of a degree along the meridian). */
export function metresPerUnit(crs: Crs): number {
  return crs.degrees ? DEGREE_M : 1
}
