pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

Item {
    id: screen

    required property RateView view
    required property ShellModel shell

    objectName: "screen_rate"

    readonly property bool rated: view.reasons.length > 0
    // Upright, large type leaves room for the reasons only if the levels shrink to their faces.
    readonly property bool faces: rated && Theme.elder && !Theme.landscape
    readonly property real side: Theme.landscape ? (Theme.dense ? 0.38 : 0.42) * (width - 2 * Theme.margin) : width - 2 * Theme.margin

    Column {
        id: levels

        x: Theme.margin
        y: Theme.landscape || screen.rated ? 0.75 * Theme.gap : Math.max(0.75 * Theme.gap, keys.y - height - 2 * Theme.gap)
        width: screen.side
        spacing: (Theme.landscape || screen.rated ? 0.4 : 0.75) * Theme.gap

        Heading {
            width: parent.width
            text: screen.view.heading
        }

        Words {
            width: parent.width
            visible: !Theme.landscape && !screen.rated
            text: screen.view.hint
            color: Theme.inkSoft
        }

        Grid {
            id: keysOfLevels

            readonly property real cell: (width - (columns - 1) * spacing) / columns

            width: parent.width
            columns: screen.faces ? 5 : 1
            spacing: levels.spacing

            Repeater {
                model: screen.view.levels

                FaceKey {
                    required property var modelData

                    width: keysOfLevels.cell
                    height: Math.max(implicitHeight, screen.rated || Theme.landscape ? 0 : (Theme.elder ? 1.25 : 1.6) * Theme.touch)
                    faceOnly: screen.faces
                    objectName: modelData.object
                    level: modelData.level
                    label: modelData.label
                    chosen: modelData.chosen
                    onTapped: screen.view.choose(modelData.level)
                }
            }
        }

        Words {
            width: parent.width
            visible: screen.faces
            text: screen.view.levelText
            color: Theme.primary
            font.weight: Font.Bold
            horizontalAlignment: Text.AlignHCenter
            lineHeight: 1.15
        }
    }

    Column {
        id: why

        x: Theme.landscape ? levels.x + levels.width + 1.5 * Theme.gap : Theme.margin
        y: Theme.landscape ? 0.75 * Theme.gap : levels.y + levels.height + Theme.gap
        width: parent.width - Theme.margin - x
        spacing: (Theme.dense ? 0.25 : 0.5) * Theme.gap

        Words {
            width: parent.width
            visible: Theme.landscape && !screen.rated
            text: screen.view.hint
            color: Theme.inkSoft
        }

        Words {
            width: parent.width
            visible: text !== ""
            text: screen.view.problem !== "" ? screen.view.problem : screen.view.reasonsHeading
            color: screen.view.problem !== "" ? Theme.accent : Theme.ink
            font.weight: Font.Medium
            lineHeight: 1.15
        }

        GridLayout {
            id: reasons

            readonly property real cell: (width - columnSpacing) / 2

            width: parent.width
            columns: 2
            columnSpacing: Theme.gap / 2
            rowSpacing: (Theme.dense ? 0.2 : 0.5) * Theme.gap

            Repeater {
                model: screen.view.reasons

                ReasonKey {
                    required property var modelData

                    Layout.preferredWidth: reasons.cell
                    Layout.fillHeight: true
                    objectName: modelData.object
                    label: modelData.label
                    chosen: modelData.chosen
                    onTapped: screen.view.toggleReason(modelData.code)
                }
            }
        }
    }

    Row {
        id: keys

        x: Theme.landscape ? why.x : Theme.margin
        anchors.bottom: parent.bottom
        anchors.bottomMargin: 0.75 * Theme.gap
        width: parent.width - Theme.margin - x
        spacing: Theme.gap

        ActionButton {
            objectName: "skip"
            width: (parent.width - Theme.gap) * 0.36
            height: (Theme.dense ? 1 : 1.15) * Theme.touch
            label: screen.view.skipText
            onTapped: screen.view.skip()
        }

        ActionButton {
            objectName: "submit_rating"
            width: (parent.width - Theme.gap) * 0.64
            height: (Theme.dense ? 1 : 1.15) * Theme.touch
            kind: "primary"
            iconName: "check"
            label: screen.view.submitText
            enabled: screen.view.complete
            onTapped: screen.view.submitRating()
        }
    }
}
