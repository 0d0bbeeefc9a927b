pragma Singleton
import QtQuick

QtObject {
    property bool still: false

    readonly property color table: "#e6ebf0"
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
    readonly property color dark: "#141b23"
    readonly property color glow: "#3ddc8a"
    readonly property color amber: "#ffb547"
    readonly property int gap: 14
    readonly property int radius: 14
    readonly property int quick: still ? 0 : 140

    // What a state word of a device is shown in.
    function ofState(state: string): color {
        return state === "ready" ? ready : state === "trouble" || state === "unpowered" ? trouble : unplugged;
    }
    // The lamp on a device's own case.
    function lamp(state: string): color {
        return state === "ready" ? glow : state === "trouble" ? "#ff8a4c" : "#55616e";
    }
}
