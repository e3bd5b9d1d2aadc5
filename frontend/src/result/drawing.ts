/** A drawing of the report as a document of its own, for an image: it brings its styles along. */

// Those of the HTML report (report/templates/style.css).
const STYLE = `
text { font: 11px 'Microsoft YaHei', 'Noto Sans CJK SC', 'WenQuanYi Micro Hei', sans-serif; fill: #5d6876; }
.foot { fill: #fff; } .halo { fill: none; stroke: #fff; stroke-width: 3.8; stroke-opacity: .9; }
.bar-dark { fill: #1d2733; stroke: #1d2733; stroke-width: .8; } .bar-light { fill: #fff; stroke: #1d2733; stroke-width: .8; }
.line-changed { fill: #3f8f63; fill-opacity: .28; stroke: #2f7350; fill-rule: evenodd; }
.line-between { fill: #cf3a33; fill-opacity: .62; stroke: #9d1a16; fill-rule: evenodd; }
.line-filed { fill: none; stroke: #a06f1b; stroke-width: 2.4; stroke-linejoin: round; }
.line-text { fill: none; stroke: #24598c; stroke-width: 1.8; stroke-dasharray: 6 3.5; stroke-linejoin: round; }
.ring-halo { fill: none; stroke: #fff; stroke-width: 4.5; } .ring { fill: none; stroke: #b4231f; stroke-width: 2; } .ring.review { stroke: #c67a0a; }
`

/** Return an `<svg>` element of a page as an SVG document. */
export function standalone(svg: string): string {
  return svg.replace(/^<svg([^>]*)>/, `<svg xmlns="http://www.w3.org/2000/svg"$1><style>${STYLE}</style>`)
}
