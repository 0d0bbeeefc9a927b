pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

Item {
    id: screen

    required property RateView view
    required property ShellModel shell

    objectName: "screen_rate"

    Column {
        id: head

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.margins: Theme.margin
        anchors.topMargin: Theme.landscape ? Theme.gap : Theme.margin
        spacing: Theme.gap / 2

        Heading {
            width: parent.width
            text: screen.view.heading
        }

        Words {
            width: parent.width
            text: screen.view.hint
            color: Theme.inkSoft
        }
    }

    Row {
        id: faces

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: head.bottom
        anchors.margins: Theme.margin
        anchors.topMargin: Theme.gap
        spacing: Theme.gap / 2

        readonly property real cell: (width - 4 * spacing) / 5

        Repeater {
            model: screen.view.levels

            FaceKey {
                required property var modelData

                width: faces.cell
                height: (Theme.landscape ? 1.9 : 2.4) * Theme.touch
                objectName: modelData.object
                level: modelData.level
                label: modelData.label
                chosen: modelData.chosen
                onTapped: screen.view.choose(modelData.level)
            }
        }
    }

    Column {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: faces.bottom
        anchors.margins: Theme.margin
        anchors.topMargin: Theme.gap
        spacing: Theme.gap / 2

        Words {
            width: parent.width
            visible: text !== ""
            text: screen.view.problem !== "" ? screen.view.problem : screen.view.reasonsHeading
            color: screen.view.problem !== "" ? Theme.accent : Theme.ink
            font.weight: Font.Medium
        }

        Grid {
            id: reasons

            width: parent.width
            columns: 2
            columnSpacing: Theme.gap / 2
            rowSpacing: Theme.gap / 2

            readonly property real cell: (width - columnSpacing) / 2

            Repeater {
                model: screen.view.reasons

                ReasonKey {
                    required property var modelData

                    width: reasons.cell
                    objectName: modelData.object
                    label: modelData.label
                    chosen: modelData.chosen
                    onTapped: screen.view.toggleReason(modelData.code)
                }
            }
        }
    }

    Row {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: Theme.margin
        anchors.bottomMargin: Theme.gap
        spacing: Theme.gap

        ActionButton {
            objectName: "skip"
            width: (parent.width - Theme.gap) * 0.36
            height: 1.15 * Theme.touch
            label: screen.view.skipText
            onTapped: screen.view.skip()
        }

        ActionButton {
            objectName: "submit_rating"
            width: (parent.width - Theme.gap) * 0.64
            height: 1.15 * Theme.touch
            kind: "primary"
            iconName: "check"
            label: screen.view.submitText
            enabled: screen.view.complete
            onTapped: screen.view.submitRating()
        }
    }
}
