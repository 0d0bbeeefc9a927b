pragma Singleton
import QtQuick

// Sizes in pixels of a 1080-pixel-wide portrait panel; `unit` scales them to other panels.
QtObject {
    id: theme

    property bool elder: false
    property bool still: false
    property real width: 1080
    property real height: 1920

    readonly property bool landscape: width > height
    readonly property real unit: Math.min(width, height) / 1080
    readonly property real textScale: elder ? 1.25 : 1

    readonly property string family: "Noto Sans CJK SC"
    readonly property int tiny: Math.round(28 * unit * textScale)
    readonly property int body: Math.round(32 * unit * textScale)
    readonly property int large: Math.round(38 * unit * textScale)
    readonly property int heading: Math.round(52 * unit * (elder ? 1.15 : 1))
    readonly property int hero: Math.round(84 * unit)

    readonly property int touch: Math.round((elder ? 112 : 92) * unit)
    readonly property int gap: Math.round(24 * unit)
    readonly property int margin: Math.round((landscape ? 64 : 56) * unit)
    readonly property int radius: Math.round(20 * unit)
    readonly property int icon: Math.round(52 * unit * textScale)

    readonly property color ink: "#14273d"
    readonly property color inkSoft: "#4a5c70"
    readonly property color paper: "#ffffff"
    readonly property color ground: "#eef3f8"
    readonly property color line: "#c4d2e0"
    readonly property color primary: "#0b4f8a"
    readonly property color primaryDark: "#073a68"
    readonly property color primarySoft: "#e1edf8"
    readonly property color accent: "#b3261e"
    readonly property color gold: "#c98a1b"
    readonly property color warn: "#8a4b00"
    readonly property color warnSoft: "#fff3dd"
    readonly property color good: "#1b6b3a"
    readonly property color goodSoft: "#e2f3e8"
}
