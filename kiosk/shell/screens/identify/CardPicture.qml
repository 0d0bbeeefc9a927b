import QtQuick
import Kiosk.Theme

// A card on its way down to the reader, seen from above.
Item {
    id: picture

    width: (Theme.dense ? 520 : Theme.landscape ? 620 : Theme.elder ? 540 : 720) * Theme.unit
    height: 0.74 * width

    // The reader, from above.
    Rectangle {
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        width: parent.width
        height: 0.5 * parent.height
        radius: 1.5 * Theme.radius
        color: Theme.primaryDark

        Rectangle {
            anchors.centerIn: parent
            width: 0.72 * parent.width
            height: 0.66 * parent.height
            radius: Theme.radius
            color: "#0d3053"
            border.color: "#5fb0f0"
            border.width: 4
        }
    }

    // The card, on its way down.
    Rectangle {
        id: card

        property real lift: Theme.still ? 0.4 : 0

        x: (parent.width - width) / 2
        y: (0.46 - 0.4 * lift) * parent.height
        width: 0.6 * parent.width
        height: 0.63 * width
        radius: Theme.radius
        color: "#f6f1e6"
        border.color: Theme.gold
        border.width: 2

        Rectangle {
            x: 0.08 * parent.width
            y: 0.2 * parent.height
            width: 0.5 * parent.width
            height: 0.1 * parent.height
            radius: height / 2
            color: "#b9c6d3"
        }

        Rectangle {
            x: 0.08 * parent.width
            y: 0.42 * parent.height
            width: 0.42 * parent.width
            height: 0.1 * parent.height
            radius: height / 2
            color: "#b9c6d3"
        }

        Rectangle {
            x: 0.08 * parent.width
            y: 0.72 * parent.height
            width: 0.84 * parent.width
            height: 0.1 * parent.height
            radius: height / 2
            color: "#8ea2b5"
        }

        Rectangle {
            x: 0.68 * parent.width
            y: 0.16 * parent.height
            width: 0.24 * parent.width
            height: 0.44 * parent.height
            radius: 6
            color: "#c9d8e6"

            Rectangle {
                x: 0.3 * parent.width
                y: 0.14 * parent.height
                width: 0.4 * parent.width
                height: width
                radius: width / 2
                color: "#7f96ab"
            }

            Rectangle {
                x: 0.14 * parent.width
                y: 0.62 * parent.height
                width: 0.72 * parent.width
                height: 0.38 * parent.height
                radius: 10
                color: "#7f96ab"
            }
        }

        SequentialAnimation on lift {
            running: !Theme.still
            loops: Animation.Infinite
            NumberAnimation {
                from: 1
                to: 0
                duration: 1300
                easing.type: Easing.InOutCubic
            }
            PauseAnimation {
                duration: 1200
            }
        }
    }
}
