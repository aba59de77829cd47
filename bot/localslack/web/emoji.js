/** The emoji that can be named as :name:. */

const TABLE = `
+1 👍 -1 👎 adhesive_bandage 🩹 alarm_clock ⏰ ambulance 🚑 arrow_down ⬇️ arrow_forward ▶️ arrow_left ⬅️ arrow_right ➡️
arrow_up ⬆️ arrows_counterclockwise 🔄 ballot_box_with_check ☑️ bangbang ‼️ bar_chart 📊 beetle 🐞 bell 🔔 black_circle ⚫️
blue_circle 🔵 blue_heart 💙 bookmark 🔖 books 📚 boom 💥 bug 🐛 bulb 💡 bust_in_silhouette 👤 bust_in_silhouette 👤 busts_in_silhouette 👥 calendar 📅 chart_with_downwards_trend 📉
chart_with_upwards_trend 📈 clap 👏 clipboard 📋 clock1 🕐 clock3 🕒 coffee ☕ construction 🚧 cry 😢 dart 🎯 earth_africa 🌍
eyes 👀 exclamation ❗ fast_forward ⏩ fire 🔥 fire_engine 🚒 flashlight 🔦 gear ⚙️ ghost 👻 globe_with_meridians 🌐 green_circle 🟢
grey_question ❔ hammer_and_wrench 🛠️ hand ✋ heart ❤️ heavy_check_mark ✔️ heavy_minus_sign ➖ heavy_plus_sign ➕ hourglass ⌛
hourglass_flowing_sand ⏳ inbox_tray 📥 information_source ℹ️ joy 😂 key 🔑 label 🏷️ large_blue_circle 🔵 large_green_circle 🟢
large_orange_circle 🟠 large_purple_circle 🟣 large_yellow_circle 🟡 leftwards_arrow_with_hook ↩️ link 🔗 lock 🔒 loudspeaker 📢
mag 🔍 mag_right 🔎 male-firefighter 👨‍🚒 mega 📣 memo 📝 microscope 🔬 mute 🔇 new 🆕 no_entry ⛔ no_entry_sign 🚫 ok 🆗 ok_hand 👌
outbox_tray 📤 package 📦 page_facing_up 📄 pager 📟 paperclip 📎 partying_face 🥳 pencil 📝 pencil2 ✏️ phone ☎️ point_right 👉
police_car 🚓 pray 🙏 purple_circle 🟣 pushpin 📌 question ❓ raised_hand ✋ raised_hands 🙌 recycle ♻️ red_circle 🔴 repeat 🔁
robot_face 🤖 rocket 🚀 rotating_light 🚨 round_pushpin 📍 satellite_antenna 📡 scales ⚖️ scroll 📜 see_no_evil 🙈 shield 🛡️
slightly_smiling_face 🙂 smile 😄 smiley 😃 snail 🐌 speech_balloon 💬 sparkles ✨ star ⭐ sos 🆘 stethoscope 🩺 octagonal_sign 🛑
stopwatch ⏱️ tada 🎉 telephone_receiver 📞 test_tube 🧪 thinking_face 🤔 thumbsdown 👎 thumbsup 👍 timer_clock ⏲️ traffic_light 🚥
triangular_flag_on_post 🚩 turtle 🐢 unlock 🔓 vertical_traffic_light 🚦 warning ⚠️ wastebasket 🗑️ wave 👋 white_check_mark ✅
white_circle ⚪️ one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ white_large_square ⬜ wrench 🔧 x ❌ yellow_circle 🟡 zap ⚡ zzz 💤`;

const words = TABLE.trim().split(/\s+/);
const EMOJI = new Map();
for (let index = 0; index < words.length; index += 2) EMOJI.set(words[index], words[index + 1]);

/** The character of a name such as "pushpin" (a skin tone after it is ignored), or null. */
export const emojiOf = (name) => EMOJI.get(name.split("::")[0]) ?? null;

/** What the message menu offers, in this order. */
export const QUICK = [
  "pushpin",
  "eyes",
  "white_check_mark",
  "test_tube",
  "adhesive_bandage",
  "+1",
  "tada",
  "rotating_light",
];

export const emojiNames = () => [...EMOJI.keys()];
