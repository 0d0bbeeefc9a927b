pragma ComponentBehavior: Bound

import QtQuick
import DeskStyle
import Kiosk.Desk

// The terminal's cabinet from the front: guide lights at its slots, a door, and whoever stands before it.
Item {
    id: root

    required property DeskViewModel desk
    readonly property CabinetViewModel cabinet: desk.cabinet

    // The cabinet.
    Item {
        id: body
        width: 150
        height: parent.height

        rotation: root.cabinet.shaken ? 3 : 0

        SequentialAnimation on x {
            running: root.cabinet.shaken && !Style.still
            loops: 6
            NumberAnimation { from: 0; to: 4; duration: 40 }
            NumberAnimation { from: 4; to: -4; duration: 80 }
            NumberAnimation { from: -4; to: 0; duration: 40 }
        }

        Rectangle {
            width: parent.width
            height: parent.height
            radius: 12
            gradient: Gradient {
                GradientStop { position: 0; color: "#5a7fa6" }
                GradientStop { position: 1; color: "#3c5a7a" }
            }
        }
        // Its screen.
        Rectangle {
            x: 12
            y: 12
            width: parent.width - 24
            height: 62
            radius: 6
            color: "#dfeaf6"
            border.color: "#27313c"
            border.width: 3

            Rectangle {
                x: 12
                y: 14
                width: parent.width * 0.5
                height: 6
                radius: 3
                color: "#7ea6d4"
            }
            Row {
                x: 12
                y: 32
                spacing: 6

                Repeater {
                    model: 3

                    delegate: Rectangle {
                        width: 28
                        height: 24
                        radius: 4
                        color: "#b7d0ec"
                    }
                }
            }
        }
        // What is behind the door.
        Rectangle {
            x: 12
            y: 84
            width: parent.width - 24
            height: parent.height - 96
            radius: 4
            color: "#141b23"

            Repeater {
                model: 2

                delegate: Rectangle {
                    required property int index

                    x: 44
                    y: 10 + index * 22
                    width: 60
                    height: 14
                    radius: 3
                    color: "#3a4653"
                }
            }
        }
        Rectangle {
            x: 12
            y: 84
            width: root.cabinet.doorOpen ? 34 : parent.width - 24
            height: parent.height - 96
            radius: 4
            color: root.cabinet.doorOpen ? "#30496a" : "#4a6c91"
            border.color: "#2b4566"

            Behavior on width { NumberAnimation { duration: Style.quick * 2; easing.type: Easing.OutCubic } }

            Rectangle {
                anchors.right: parent.right
                anchors.rightMargin: 8
                anchors.verticalCenter: parent.verticalCenter
                width: 6
                height: 20
                radius: 3
                color: "#cdd8e3"
            }
        }
        // The sheet in the mouth.
        Rectangle {
            x: 42
            y: 72
            width: 66
            height: root.cabinet.sheetInMouth ? 26 : 4
            color: root.cabinet.sheetInMouth ? "white" : "#141b23"
            border.color: "#27313c"
        }
    }
    // Somebody before it.
    Item {
        x: 108
        anchors.bottom: parent.bottom
        width: 60
        height: 138
        opacity: root.cabinet.presence.active ? 1 : 0

        Behavior on opacity { NumberAnimation { duration: Style.quick } }

        Rectangle {
            anchors.horizontalCenter: parent.horizontalCenter
            width: 34
            height: 38
            radius: 17
            color: "#e2b694"
            border.color: "#ffffff"
        }
        Rectangle {
            y: 36
            width: parent.width
            height: parent.height - 36
            radius: 22
            color: "#34507a"
            border.color: "#ffffff"
        }
    }
    Column {
        x: 174
        width: 160
        spacing: 4

        Repeater {
            model: root.cabinet.lights

            delegate: Item {
                id: light

                required property LightViewModel modelData

                objectName: "light_" + modelData.code
                width: 160
                height: 22

                Rectangle {
                    id: lamp
                    y: 4
                    width: 26
                    height: 14
                    radius: 7
                    color: light.modelData.on ? Style.glow : "#e3e9f0"
                    border.color: light.modelData.on ? "#1e9e5a" : "#c8d1da"

                    SequentialAnimation on opacity {
                        running: light.modelData.periodMs > 0 && !Style.still
                        loops: Animation.Infinite
                        alwaysRunToEnd: true
                        NumberAnimation { to: 0.15; duration: 60 }
                        PauseAnimation { duration: Math.max(1, light.modelData.periodMs / 2 - 60) }
                        NumberAnimation { to: 1; duration: 60 }
                        PauseAnimation { duration: Math.max(1, light.modelData.periodMs / 2 - 60) }
                    }
                }
                Text {
                    x: 34
                    text: light.modelData.label.zh
                    color: light.modelData.on ? Style.ink : Style.soft
                    font.pixelSize: 14
                }
                Text {
                    x: 98
                    y: 3
                    text: light.modelData.label.en
                    color: Style.soft
                    font.pixelSize: 11
                }
            }
        }
    }
    Column {
        anchors.right: parent.right
        width: 196
        spacing: 8

        Row {
            spacing: 5

            Chip {
                objectName: "cabinet_presence"
                thing: root.cabinet.presence
            }
        }
        Gauge {
            objectName: "cabinet_temperature"
            width: parent.width
            words: root.desk.labels.temperature
            share: root.cabinet.warmth
            amount: root.cabinet.temperatureText
            fill: root.cabinet.warmth > 0.8 ? Style.trouble : Style.accent
            onMoved: share => root.cabinet.setWarmth(share)
        }
        Chips {
            width: parent.width
            station: root.cabinet
            things: root.cabinet.faults
        }
    }
}
