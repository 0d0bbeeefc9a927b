pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// Where am I: a bar with as many parts as there are steps, and the same in words.
Item {
    id: track

    required property int step
    required property int steps
    required property string label

    implicitHeight: words.implicitHeight + Theme.gap
    Accessible.role: Accessible.ProgressBar
    Accessible.name: label

    Words {
        id: words

        text: track.label
        color: Theme.inkSoft
        font.pixelSize: Theme.tiny
    }

    Row {
        id: parts

        anchors.top: words.bottom
        anchors.topMargin: Theme.gap / 4
        width: parent.width
        spacing: Theme.gap / 3

        Repeater {
            model: track.steps

            Rectangle {
                required property int index

                width: (parts.width - (track.steps - 1) * parts.spacing) / Math.max(1, track.steps)
                height: Theme.gap / 2
                radius: height / 2
                color: index < track.step ? Theme.primary : Theme.line
            }
        }
    }
}
