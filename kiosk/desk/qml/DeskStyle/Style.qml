pragma Singleton
import QtQuick

QtObject {
    readonly property color table: "#e9edf2"
    readonly property color panel: "#ffffff"
    readonly property color edge: "#d5dce5"
    readonly property color ink: "#17222e"
    readonly property color soft: "#64727f"
    readonly property color accent: "#1467c8"
    readonly property color ready: "#1e9e5a"
    readonly property color trouble: "#d2541b"
    readonly property color unplugged: "#8b97a3"
    readonly property color body: "#2c3642"
    readonly property color bodyDark: "#1d252e"
    readonly property color bodyLight: "#465362"
    readonly property int gap: 20
    readonly property int radius: 14
}
