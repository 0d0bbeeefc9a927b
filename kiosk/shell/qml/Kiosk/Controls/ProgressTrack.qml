pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// Where am I: a bar with as many parts as there are steps, and the same in words, with what comes next.
Item {
    id: track

    required property int step
    required property int steps
    required property string label
    required property string next
    required property string warning

    implicitHeight: words.height + 0.75 * Theme.gap
    Accessible.role: Accessible.ProgressBar
    Accessible.name: label

    Words {
        id: words

        visible: !other.visible || implicitWidth + other.width + Theme.gap <= track.width
        text: track.label
        color: Theme.primary
        font.pixelSize: Theme.tiny
        font.weight: Font.Bold
        lineHeight: 1.15
    }

    Words {
        anchors.right: parent.right
        width: Math.min(implicitWidth, parent.width - words.width - Theme.gap)
        visible: track.warning === "" && implicitWidth <= parent.width - words.width - Theme.gap
        text: track.next
        color: Theme.inkSoft
        font.pixelSize: Theme.tiny
        lineHeight: 1.15
    }

    // Who stands behind must not read it from afar: as small as the rest of this line.
    Rectangle {
        id: other

        anchors.right: parent.right
        anchors.verticalCenter: words.verticalCenter
        visible: track.warning !== ""
        width: behind.width + 1.5 * Theme.gap
        height: words.height + 0.4 * Theme.gap
        radius: height / 2
        color: Theme.warnSoft
        border.color: Theme.gold
        border.width: Theme.stroke

        Words {
            id: behind

            objectName: "overlooked"
            anchors.centerIn: parent
            width: implicitWidth
            text: track.warning
            color: Theme.warn
            font.pixelSize: Theme.tiny
            font.weight: Font.Bold
            lineHeight: 1.15
        }
    }

    Row {
        id: parts

        anchors.bottom: parent.bottom
        width: parent.width
        spacing: Theme.gap / 3

        Repeater {
            model: track.steps

            Rectangle {
                required property int index

                width: (parts.width - (track.steps - 1) * parts.spacing) / Math.max(1, track.steps)
                height: Theme.gap / 2
                radius: height / 2
                color: index < track.step ? index === track.step - 1 ? Theme.gold : Theme.primary : Theme.line
            }
        }
    }
}
