pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

Item {
    id: screen

    required property SummaryView view
    required property ShellModel shell

    readonly property real edge: Theme.landscape || Theme.elder ? 0.75 * Theme.gap : Theme.margin

    objectName: "screen_summary"

    Heading {
        id: heading

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.margins: Theme.margin
        anchors.topMargin: screen.edge
        text: screen.view.heading
    }

    Words {
        id: told

        anchors.left: heading.left
        anchors.right: heading.right
        anchors.top: heading.bottom
        anchors.topMargin: 0.5 * Theme.gap
        text: screen.view.told
        font.pixelSize: Theme.landscape || Theme.elder ? Theme.body : Theme.large
        lineHeight: Theme.elder ? 1 : 1.12
    }

    Banner {
        id: problem

        anchors.left: heading.left
        anchors.right: heading.right
        anchors.top: told.bottom
        anchors.topMargin: 0.5 * Theme.gap
        objectName: "no_receipt"
        text: screen.view.problem
    }

    // Scrolls only where a joint service has more parts than this one screen holds.
    Flickable {
        anchors.left: heading.left
        anchors.right: heading.right
        anchors.top: screen.view.problem === "" ? told.bottom : problem.bottom
        anchors.bottom: on.top
        anchors.topMargin: (Theme.dense ? 0.4 : 0.75) * Theme.gap
        anchors.bottomMargin: (Theme.dense ? 0.4 : 0.75) * Theme.gap
        contentHeight: parts.implicitHeight
        boundsBehavior: Flickable.StopAtBounds
        interactive: contentHeight > height
        clip: true

        GridLayout {
            id: parts

            readonly property real cell: (width - (columns - 1) * columnSpacing) / columns

            width: parent.width
            columns: Theme.landscape ? Math.min(3, Math.max(1, screen.view.parts.length)) : 1
            columnSpacing: Theme.gap
            rowSpacing: (Theme.elder ? 0.5 : 1) * Theme.gap

            Repeater {
                model: screen.view.parts

                Card {
                    id: part

                    required property var modelData
                    readonly property bool done: modelData.state === "done"
                    readonly property bool failed: modelData.state === "not_done"

                    objectName: "part_" + modelData.number
                    Layout.preferredWidth: parts.cell
                    Layout.fillHeight: true
                    implicitHeight: Math.max(words.height, picture.size) + (Theme.dense ? 0.5 : Theme.elder ? 0.75 : 1.5) * Theme.gap
                    color: done ? Theme.goodSoft : failed ? Theme.warnSoft : Theme.paper
                    border.color: done ? Theme.good : failed ? Theme.gold : Theme.line
                    border.width: (done || failed ? 2 : 1) * Theme.stroke

                    Icon {
                        id: picture

                        x: 0.75 * Theme.gap
                        anchors.verticalCenter: parent.verticalCenter
                        name: part.modelData.icon
                        tint: part.done ? Theme.good : part.failed ? Theme.warn : Theme.primary
                        size: (Theme.landscape || Theme.elder ? 1 : 1.25) * Theme.icon
                    }

                    Column {
                        id: words

                        anchors.left: picture.right
                        anchors.right: parent.right
                        anchors.margins: 0.75 * Theme.gap
                        anchors.verticalCenter: parent.verticalCenter
                        spacing: 0.2 * Theme.gap

                        Words {
                            width: parent.width
                            text: part.modelData.number + "  " + part.modelData.title
                            font.pixelSize: Theme.landscape || Theme.elder ? Theme.body : Theme.large
                            font.weight: Font.Medium
                            lineHeight: Theme.elder ? 1 : 1.12
                        }

                        Words {
                            width: parent.width
                            text: part.modelData.words
                            color: part.failed ? Theme.ink : Theme.inkSoft
                            font.pixelSize: Theme.dense || Theme.landscape ? Theme.tiny : Theme.body
                            lineHeight: Theme.elder ? 1 : 1.12
                        }
                    }
                }
            }
        }
    }

    ActionButton {
        id: on

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: Theme.margin
        anchors.bottomMargin: screen.edge
        height: (Theme.dense ? 1.05 : 1.25) * Theme.touch
        objectName: "summary_on"
        kind: "primary"
        iconName: screen.view.working ? "receipt" : "check"
        label: screen.view.onText
        enabled: !screen.view.working
        onTapped: screen.view.on()
    }
}
