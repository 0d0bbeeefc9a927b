import QtQuick
import DeskStyle
import Kiosk.Desk

// A small switch with its words on it.
Rectangle {
    id: root

    required property SwitchViewModel thing

    readonly property color lit: thing.trouble ? Style.trouble : Style.accent

    implicitWidth: Math.max(zh.implicitWidth, en.implicitWidth) + 16
    implicitHeight: 36
    radius: 9
    color: thing.active ? lit : tap.pressed ? "#e3e9f0" : "#f3f6f9"
    border.color: thing.active ? lit : Style.edge

    Behavior on color { ColorAnimation { duration: Style.quick } }

    Text {
        id: zh
        anchors.horizontalCenter: parent.horizontalCenter
        y: 2
        text: root.thing.label.zh
        color: root.thing.active ? "white" : Style.ink
        font.pixelSize: 13
    }
    Text {
        id: en
        anchors.horizontalCenter: parent.horizontalCenter
        y: 19
        text: root.thing.label.en
        color: root.thing.active ? "#f2f5f8" : Style.soft
        font.pixelSize: 10
    }
    TapHandler {
        id: tap
        onTapped: root.thing.toggle()
    }
}
