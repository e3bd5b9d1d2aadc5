/** Tiles of a background map that the installation has set: xyz, WMTS or WMS. */
import WMTSCapabilities from 'ol/format/WMTSCapabilities'
import { get as projectionOf } from 'ol/proj'
import type TileSource from 'ol/source/TileImage'
import TileWMS from 'ol/source/TileWMS'
import WMTS, { optionsFromCapabilities } from 'ol/source/WMTS'
import XYZ from 'ol/source/XYZ'
import type { BaseLayer } from '@/api/service'
import { GEOGRAPHIC } from '../crs'

/** Return the source; raises where the capabilities of a WMTS cannot be had or lack the layer.
 *
 * `readable` asks the server to allow that pictures of the map hold its tiles; where it does not
 * know how to, its tiles are refused, and have to be asked for without. */
export async function baseSource(layer: BaseLayer, readable: boolean): Promise<TileSource> {
  const how = { attributions: layer.attribution || undefined, crossOrigin: readable ? 'anonymous' : undefined }
  if (layer.kind === 'wmts') return new WMTS({ ...(await wmtsOptions(layer)), ...how })
  if (layer.kind === 'wms')
    return new TileWMS({ ...how, url: layer.url, params: { LAYERS: layer.layers }, projection: layer.epsg === 3857 ? 'EPSG:3857' : `EPSG:${layer.epsg}` })
  return new XYZ({ ...how, url: layer.url, maxZoom: layer.max_zoom, projection: layer.epsg === 3857 ? 'EPSG:3857' : GEOGRAPHIC })
}

async function wmtsOptions(layer: BaseLayer): Promise<NonNullable<ReturnType<typeof optionsFromCapabilities>>> {
  const url = new URL(layer.url)
  const asked = Array.from(url.searchParams.keys()).some((name) => name.toLowerCase() === 'request')
  if (!asked && !/\.xml$/i.test(url.pathname)) {
    url.searchParams.set('SERVICE', 'WMTS')
    url.searchParams.set('REQUEST', 'GetCapabilities')
  }
  const answer = await fetch(url.href)
  if (!answer.ok) throw new Error(`capabilities: ${answer.status}`)
  const capabilities = new WMTSCapabilities().read(await answer.text()) as Capabilities
  capabilities.Contents?.TileMatrixSet?.forEach(atStandardPixels)
  const options = optionsFromCapabilities(capabilities, { layer: layer.layers, ...(layer.matrix_set ? { matrixSet: layer.matrix_set } : {}) })
  if (!options) throw new Error('capabilities: no such layer')
  return { ...options, urls: options.urls?.map((one) => withKeys(one, url)) }
}

const OF_PROTOCOL: readonly string[] = ['service', 'request', 'version', 'acceptversions']

/** Keep for the tiles what the address of the capabilities says beyond the protocol: a key. */
function withKeys(address: string, told: URL): string {
  const keys = Array.from(told.searchParams).filter(([name]) => OF_PROTOCOL.indexOf(name.toLowerCase()) < 0 && address.indexOf(`${name}=`) < 0)
  const query = keys.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&')
  if (!query) return address
  return /[?&]$/.test(address) ? `${address}${query}&` : `${address}${address.indexOf('?') < 0 ? '?' : '&'}${query}`
}

interface Capabilities extends Record<string, unknown> {
  Contents?: { TileMatrixSet?: MatrixSet[] }
}
interface MatrixSet {
  SupportedCRS: string
  TileMatrix: { ScaleDenominator: number; TileWidth: number; MatrixWidth: number }[]
}

const PIXEL = 0.00028 // metres, as the standard has it
const SCREEN = 0.0254 / 96 // as some servers have it, 天地图 among them

/** Set right the scales of a matrix set that counts in pixels of a screen: its tiles, side by
 * side, would be wider than the world by just that much. */
function atStandardPixels(set: MatrixSet): void {
  const unit = projectionOf(set.SupportedCRS)?.getMetersPerUnit()
  const first = set.TileMatrix[0]
  if (!unit || !first) return
  const world = unit === 1 ? 40_075_016.68 : 360
  const span = ((first.ScaleDenominator * PIXEL) / unit) * first.TileWidth * first.MatrixWidth
  if (Math.abs(span / world / (PIXEL / SCREEN) - 1) > 0.002) return
  for (const matrix of set.TileMatrix) matrix.ScaleDenominator *= SCREEN / PIXEL
}
