pragma Singleton
import QtQuick

// Sizes in pixels of a 1080-pixel-wide portrait panel; `unit` scales them to other panels.
QtObject {
    id: theme

    property bool elder: false
    property bool contrast: false
    property bool still: false
    property bool settling: false
    property real width: 1080
    property real height: 1920

    readonly property bool landscape: width > height
    readonly property real unit: Math.min(width, height) / 1080
    readonly property real textScale: elder ? 1.3 : 1

    readonly property string family: "Noto Sans CJK SC"
    // Across, large type has little height: it grows less, and never below what the large version promises.
    readonly property bool dense: elder && landscape
    readonly property int tiny: Math.round(28 * unit * textScale)
    readonly property int body: Math.round((dense ? 38 : 32 * textScale) * unit)
    readonly property int large: Math.round((dense ? 42 : 38 * textScale) * unit)
    readonly property int heading: Math.round((dense ? 52 : elder ? 62 : 54) * unit)
    readonly property int hero: Math.round(88 * unit)

    readonly property int touch: Math.round((dense ? 96 : elder ? 112 : landscape ? 84 : 92) * unit)
    readonly property int gap: Math.round(24 * unit)
    readonly property int margin: Math.round((landscape ? 64 : 56) * unit)
    readonly property int radius: Math.round(20 * unit)
    readonly property int icon: Math.round(52 * unit * textScale)
    readonly property int stroke: Math.max(1, Math.round((contrast ? 4 : 2) * unit))

    // Each pair that words are written in has a contrast of 4.5 to 1 at least, of 7 to 1 when `contrast`.
    readonly property color ink: contrast ? "#000000" : "#14273d"
    readonly property color inkSoft: contrast ? "#000000" : "#43566b"
    readonly property color paper: "#ffffff"
    readonly property color ground: contrast ? "#ffffff" : "#eef3f8"
    readonly property color line: contrast ? "#000000" : "#c4d2e0"
    readonly property color primary: contrast ? "#00295c" : "#0b4f8a"
    readonly property color primaryDark: contrast ? "#001b3d" : "#073a68"
    readonly property color primarySoft: contrast ? "#ffffff" : "#e1edf8"
    readonly property color paleOnPrimary: contrast ? "#ffffff" : "#d5e5f4"
    readonly property color accent: contrast ? "#8a0f08" : "#b3261e"
    readonly property color gold: contrast ? "#7a4a00" : "#d9a441"
    readonly property color warn: contrast ? "#5c3000" : "#8a4b00"
    readonly property color warnSoft: contrast ? "#ffffff" : "#fff3dd"
    readonly property color good: contrast ? "#00421d" : "#1b6b3a"
    readonly property color goodSoft: contrast ? "#ffffff" : "#e2f3e8"
}
