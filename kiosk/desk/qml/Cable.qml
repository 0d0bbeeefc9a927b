import QtQuick
import DeskStyle

// A plug in its socket. A tap pulls it out or pushes it in.
Item {
    id: root

    property bool plugged: true
    property bool powered: true

    readonly property color core: !plugged ? "#a4afba" : powered ? Style.ready : Style.amber

    signal pulled

    width: 66
    height: 44

    // The socket.
    Rectangle {
        x: 40
        y: 8
        width: 26
        height: 28
        radius: 8
        color: "#eef2f6"
        border.color: "#c2ccd6"

        Repeater {
            model: 2

            delegate: Rectangle {
                required property int index

                x: 8
                y: 8 + index * 9
                width: 12
                height: 3
                radius: 1.5
                color: "#8d99a6"
            }
        }
    }
    // The plug at the end of its cable.
    Item {
        x: root.plugged ? 15 : -2
        y: root.plugged ? 0 : 5
        width: 34
        height: 44
        rotation: root.plugged ? 0 : 14

        Behavior on x { NumberAnimation { duration: Style.quick; easing.type: Easing.OutCubic } }
        Behavior on rotation { NumberAnimation { duration: Style.quick } }

        Rectangle {
            x: -15
            y: 20
            width: 18
            height: 4
            radius: 2
            color: root.core
        }
        Repeater {
            model: 2

            delegate: Rectangle {
                required property int index

                x: 24
                y: 16 + index * 9
                width: 12
                height: 3
                color: "#7b8794"
            }
        }
        Rectangle {
            x: 2
            y: 11
            width: 24
            height: 22
            radius: 6
            color: root.core

            Behavior on color { ColorAnimation { duration: Style.quick } }
        }
    }
    TapHandler {
        onTapped: root.pulled()
    }
}
