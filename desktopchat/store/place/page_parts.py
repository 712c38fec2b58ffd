"""The style and the script of the page that `page` writes."""

_HUES = (4, 28, 48, 88, 140, 168, 192, 212, 236, 264, 292, 328)

STYLE = """
:root{color-scheme:light dark;--back:#fff;--side:#f3f4f6;--text:#1c1e21;--soft:#6a7079;
--line:#e1e4e8;--mark:#2f6fde;--light:36%}
@media (prefers-color-scheme:dark){:root{--back:#1b1d21;--side:#141619;--text:#e4e6ea;
--soft:#969da8;--line:#30343b;--mark:#7aa7f7;--light:72%}}
*{box-sizing:border-box}
body{margin:0;display:flex;background:var(--back);color:var(--text);
font:15px/1.45 system-ui,"Segoe UI",Roboto,"Noto Sans","Noto Sans CJK SC",sans-serif}
nav{position:sticky;top:0;flex:0 0 15rem;height:100vh;overflow:auto;padding:1rem;
background:var(--side);border-right:1px solid var(--line)}
h1{font-size:1.1rem;margin:0 0 .8rem}
nav input{width:100%;padding:.45rem .6rem;font:inherit;color:inherit;background:var(--back);
border:1px solid var(--line);border-radius:6px}
#found{color:var(--soft);font-size:.85rem;margin:.3rem 0 .6rem;min-height:1.2em}
nav ul{list-style:none;margin:0;padding:0}
nav a{display:block;padding:.35rem .6rem;border-radius:6px;color:inherit;text-decoration:none;
overflow-wrap:anywhere}
nav a:hover,nav a.on{background:var(--line)}
nav a.on{font-weight:600}
main{flex:1;min-width:0;padding:0 1.5rem 3rem;max-width:60rem}
h2{position:sticky;top:0;z-index:1;margin:0;padding:.9rem 0;font-size:1.15rem;
background:var(--back);border-bottom:1px solid var(--line)}
h3{display:flex;align-items:center;gap:.8rem;margin:1.2rem 0 .6rem;font-size:.8rem;
font-weight:600;color:var(--soft)}
h3:before,h3:after{content:"";flex:1;border-top:1px solid var(--line)}
.day{content-visibility:auto;contain-intrinsic-size:auto 600px}
.day p{margin:0;padding:.1rem 0 .1rem 3.6rem;position:relative;overflow-wrap:anywhere}
.day p.said{margin-top:.45rem}
.day p.same b:first-of-type{position:absolute;opacity:0;width:1px;overflow:hidden}
.day p:target{background:var(--line);border-radius:6px}
time{position:absolute;left:0;color:var(--soft);font-size:.8rem;line-height:1.8;
font-variant-numeric:tabular-nums}
.event,.gone,.event b,.gone b{color:var(--soft)}
.event,.gone{font-size:.9rem}
.gone,.notice{font-style:italic}
.quote{display:block;border-left:3px solid var(--line);padding-left:.6rem;font-size:.85rem;
color:var(--soft);text-decoration:none}
i{color:var(--soft);font-size:.8rem}
main a{color:var(--mark)}
.reactions span{border:1px solid var(--line);border-radius:1rem;padding:0 .5rem;font-size:.85rem}
[hidden]{display:none!important}
@media (max-width:45rem){body{display:block}nav{position:static;height:auto;border:0}
main{padding:0 1rem 2rem}}
@media print{nav{display:none}.day{content-visibility:visible}}
""" + "".join(f".h{n}{{color:hsl({hue} 65% var(--light))}}\n" for n, hue in enumerate(_HUES))

# Without the script all rooms stand one below the other. Searching looks at the words that are
# there, and hides the rows without them; a room is shown alone until something is looked for.
SCRIPT = """
"use strict";
const rooms=[...document.querySelectorAll("section")],links=[...document.querySelectorAll("nav a")];
const find=document.getElementById("find"),found=document.getElementById("found");
const days=[...document.querySelectorAll(".day")];
for(const day of days)day.style.containIntrinsicSize="auto "+day.dataset.h+"px";
let shown=0,rows=null,timer=0;
function show(){
  rooms.forEach((room,n)=>room.hidden=n!==shown);
  links.forEach((link,n)=>link.classList.toggle("on",n===shown));
}
function go(){
  const place=location.hash&&document.getElementById(location.hash.slice(1));
  const room=place&&place.closest("section");
  if(!room)return;
  shown=rooms.indexOf(room);
  if(find.value){find.value="";search()}else show();
  place.scrollIntoView();
}
const plain=text=>text.normalize("NFKC").toLowerCase();
function search(){
  const words=plain(find.value).split(/\\s+/).filter(word=>word);
  if(!rows)rows=[...document.querySelectorAll(".day p")].map(row=>[row,plain(row.textContent)]);
  let count=0;
  for(const [row,text] of rows){
    const fits=words.every(word=>text.includes(word));
    if(row.hidden===fits)row.hidden=!fits;
    if(fits)count++;
  }
  if(!words.length){
    for(const day of days)day.hidden=false;
    found.textContent="";show();return;
  }
  for(const day of days)day.hidden=!day.querySelector("p:not([hidden])");
  for(const room of rooms)room.hidden=!room.querySelector(".day:not([hidden])");
  found.textContent=found.dataset.words.replace("#",count);
  scrollTo(0,0);
}
find.hidden=false;
find.addEventListener("input",()=>{clearTimeout(timer);timer=setTimeout(search,150)});
addEventListener("hashchange",go);
show();go();
"""
