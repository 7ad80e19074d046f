// SPDX-License-Identifier: Apache-2.0
#include "format/recette_style.hpp"

namespace pcrs::format {

const char* const recette_style = R"(
:root{--ink:#1b2733;--soft:#4a5866;--line:#d5dce3;--accent:#0b5394;--band:#f3f6f9;
--ok:#23703f;--ok-pale:#e4f2e8;--warn:#8f5200;--warn-pale:#fdf0d8;--bad:#a3221a;--bad-pale:#fbe6e4;
--gone:#4f5b68;--gone-pale:#edf0f3}
*{box-sizing:border-box}
html{scroll-behavior:smooth}
body{margin:0;color:var(--ink);background:#fff;font:17px/1.6 system-ui,-apple-system,"Segoe UI",sans-serif;
-webkit-print-color-adjust:exact;print-color-adjust:exact}
header{background:var(--accent);color:#fff;padding:2.5rem 0 2rem}
header>div{padding:0 1.25rem}
header>div,main,footer{max-width:66rem;margin:0 auto}
.kind{margin:0;font-size:.95rem;letter-spacing:.08em;text-transform:uppercase;opacity:.85}
h1{margin:.2rem 0 .6rem;font-size:2.1rem;line-height:1.2}
header dl{display:flex;flex-wrap:wrap;gap:.2rem 2rem;margin:0}
header dt,header dd{display:inline;margin:0}
header dt::after{content:"\00a0: "}
header dt{opacity:.85}
header dd{font-weight:600}
h2{margin:3rem 0 .75rem;font-size:1.4rem;line-height:1.3}
h3{margin:0;font-size:1.08rem;line-height:1.4}
main{padding:0 1.25rem 2rem}
a{color:var(--accent)}
a:focus-visible,summary:focus-visible{outline:3px solid #ffbf47;outline-offset:2px}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:1rem;background:#fff;padding:.5rem 1rem}
.lead{font-size:1.2rem;line-height:1.5;margin:2rem 0 1rem;max-width:48rem}
.share{display:flex;height:1.1rem;border-radius:.3rem;overflow:hidden;gap:2px;margin:0 0 1.5rem}
.share i{min-width:4px}
.share .accepted{background:#2f8a52}
.share .reserved{background:repeating-linear-gradient(45deg,#f0b24a 0 5px,#a85f00 5px 8px)}
.share .rejected{background:#c0342b}
.share .missing{background:#fff;border:2px dashed var(--gone)}
.share .earlier{background:#c3ccd5}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.9rem;margin:0}
.figures div{background:var(--band);border-radius:.5rem;padding:.8rem 1.1rem;border-top:5px solid var(--line)}
.figures .accepted{border-color:#2f8a52}
.figures .reserved{border-color:#d98c15}
.figures .rejected{border-color:#c0342b}
.figures .missing{border-top-style:dashed;border-color:var(--gone)}
.figures dt{color:var(--soft);font-size:.95rem}
.figures dd{margin:0;font-size:1.7rem;font-weight:650;line-height:1.25;font-variant-numeric:tabular-nums}
.hidden{position:absolute}
.plan{display:flex;flex-wrap:wrap;gap:1.5rem;align-items:flex-start}
.map{width:100%;height:auto;flex:1 1 30rem;background:var(--band);border-radius:.5rem}
.cell rect{stroke:#fff;stroke-width:1}
.cell.accepted rect{fill:#2f8a52}
.cell.reserved rect{fill:url(#h-reserved)}
.cell.rejected rect{fill:url(#h-rejected)}
.cell.missing rect{fill:#fff;stroke:#39424d;stroke-width:1.6}
.cell.earlier rect{fill:#d3dae1}
.cell.picture rect{fill:none;stroke-width:3}
.cell.picture.accepted rect{stroke:#2f8a52}
.cell.picture.reserved rect{stroke:#d98c15;stroke-width:5}
.cell.picture.rejected rect{stroke:#c0342b;stroke-width:5}
.cell:focus-visible rect,.cell:hover rect{stroke:var(--ink);stroke-width:4}
.badge.accepted{fill:#23703f}
.badge.reserved{fill:#8f5200}
.badge.rejected{fill:#a3221a}
.badge.missing{fill:var(--gone)}
.badge.earlier{fill:#7b8896}
.badge{stroke:#fff;stroke-width:1.5}
.mark{fill:#fff;font-weight:700;text-anchor:middle}
.bar{fill:none;stroke:var(--ink);stroke-width:2}
.scale{fill:var(--soft);font-size:13px}
.legend{list-style:none;margin:0;padding:0;flex:1 1 14rem;max-width:22rem}
.legend li{display:grid;grid-template-columns:1.9rem 1fr;gap:.15rem .6rem;margin:0 0 .8rem;line-height:1.35}
.legend small{color:var(--soft);display:block;font-size:.9rem}
.sign{width:1.9rem;height:1.9rem}
.chip{display:inline-block;border-radius:1rem;padding:.05rem .7rem;font-size:.9rem;font-weight:600;white-space:nowrap;
background:var(--gone-pale);color:var(--gone)}
.chip.accepted{background:var(--ok-pale);color:var(--ok)}
.chip.reserved{background:var(--warn-pale);color:var(--warn)}
.chip.rejected{background:var(--bad-pale);color:var(--bad)}
.finding{border-left:5px solid var(--line);padding:.2rem 0 .2rem 1.1rem;margin:0 0 1.6rem;break-inside:avoid}
.finding.rejected{border-color:#c0342b}
.finding.reserved{border-color:#d98c15}
.finding p{margin:.25rem 0;max-width:48rem}
.finding .ask{font-weight:600}
.finding .ask span{font-weight:400;color:var(--soft)}
.places{color:var(--soft);font-size:.95rem;overflow-wrap:anywhere}
details{margin:.4rem 0}
summary{cursor:pointer;color:var(--accent);font-size:.95rem}
details ul{margin:.4rem 0;padding-left:1.2rem;font-size:.92rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.95rem}
caption{text-align:left;color:var(--soft);padding-bottom:.4rem}
th,td{text-align:left;padding:.45rem .9rem .45rem 0;border-bottom:1px solid var(--line);vertical-align:top}
thead th{color:var(--soft);font-weight:600;border-bottom:2px solid var(--line)}
tbody th{font-weight:600;overflow-wrap:anywhere}
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
tr:target{background:#fff7d6}
.thumb{width:3.6rem;height:3.6rem;border-radius:.25rem;display:block;background:var(--band)}
td.pic{width:4.5rem;padding:.35rem .9rem .35rem 0}
code{background:var(--band);padding:.1rem .35rem;border-radius:.25rem;overflow-wrap:anywhere;font-size:.88em}
footer{padding:1.5rem 1.25rem 3rem;border-top:1px solid var(--line);color:var(--soft);font-size:.95rem}
@page{size:A4;margin:14mm}
@media print{
body{font-size:10.5pt}
header{padding:1rem 0}
h2{margin-top:1.6rem;break-after:avoid}
main,footer{padding-left:0;padding-right:0}
.map{flex-basis:100%;max-height:17cm}
tr,.figures div{break-inside:avoid}
.skip{display:none}
a{color:inherit;text-decoration:none}
}
)";

}  // namespace pcrs::format
