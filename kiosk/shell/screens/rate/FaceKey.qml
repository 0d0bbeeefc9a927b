pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// One of the five levels: a face, its words, its stars, and a frame that shows the choice without colour.
Tappable {
    id: key

    required property int level
    property bool faceOnly: false
    readonly property color tint: Theme.contrast ? Theme.ink : ["#a5301f", "#9c5208", "#6d5c10", "#2c6e3f", "#14693a"][level - 1]

    implicitHeight: Math.max(0.88 * Theme.touch, words.implicitHeight + 0.75 * Theme.gap)
    Accessible.role: Accessible.RadioButton
    Accessible.checked: chosen

    Card {
        anchors.fill: parent
        color: key.chosen || key.pressed ? Theme.primarySoft : Theme.paper
        border.color: key.chosen ? Theme.primary : Theme.line
        border.width: (key.chosen ? 3 : 1) * Theme.stroke
    }

    Icon {
        id: face

        x: key.faceOnly ? (key.width - width) / 2 : 0.75 * Theme.gap
        anchors.verticalCenter: parent.verticalCenter
        name: "face_" + key.level
        tint: key.tint
        size: Math.min(1.35 * Theme.icon, 0.72 * key.height)
    }

    Words {
        id: words

        visible: !key.faceOnly
        anchors.left: face.right
        anchors.right: stars.left
        anchors.margins: 0.75 * Theme.gap
        anchors.verticalCenter: parent.verticalCenter
        text: key.label
        font.pixelSize: Theme.dense ? Theme.body : Theme.large
        font.weight: key.chosen ? Font.Bold : Font.Medium
        lineHeight: 1.1
    }

    Row {
        id: stars

        visible: !key.faceOnly
        anchors.right: parent.right
        anchors.rightMargin: 0.75 * Theme.gap
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.gap / 8

        Repeater {
            model: key.level

            Icon {
                name: "star"
                tint: Theme.gold
                size: 0.6 * Theme.body * (Theme.landscape ? 1 : 1.25)
            }
        }
    }
}
