pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

Item {
    id: screen

    required property FormView view
    required property ShellModel shell

    objectName: "screen_form"

    Heading {
        id: heading

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.margins: Theme.margin
        text: screen.view.heading
    }

    Rectangle {
        id: problem

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: heading.bottom
        anchors.margins: Theme.margin
        anchors.topMargin: Theme.gap
        visible: screen.view.problem !== ""
        height: visible ? words.implicitHeight + Theme.gap : 0
        radius: Theme.radius
        color: Theme.warnSoft
        border.color: Theme.gold

        Words {
            id: words

            anchors.verticalCenter: parent.verticalCenter
            x: Theme.gap
            width: parent.width - 2 * Theme.gap
            text: screen.view.problem
            color: Theme.warn
        }
    }

    Grid {
        id: presets

        visible: !screen.view.custom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: problem.bottom
        anchors.margins: Theme.margin
        anchors.topMargin: Theme.gap
        columns: Theme.landscape ? 2 : 1
        columnSpacing: Theme.gap
        rowSpacing: Theme.gap

        readonly property real cell: (width - (columns - 1) * columnSpacing) / columns

        Repeater {
            model: screen.view.presets

            ActionButton {
                required property var modelData

                width: presets.cell
                height: 1.5 * Theme.touch
                objectName: modelData.object
                kind: "primary"
                label: modelData.label
                onTapped: screen.view.choose(modelData.id)
            }
        }

        ActionButton {
            width: presets.cell
            height: 1.5 * Theme.touch
            visible: screen.view.customOffered
            objectName: "preset_custom"
            label: screen.view.customText
            onTapped: screen.view.showCustom(true)
        }
    }

    Grid {
        id: custom

        visible: screen.view.custom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: problem.bottom
        anchors.margins: Theme.margin
        anchors.topMargin: Theme.gap
        columns: Theme.landscape ? 2 : 1
        spacing: Theme.gap

        readonly property real cell: (width - (columns - 1) * spacing) / columns

        MonthPicker {
            width: custom.cell
            prefix: "first"
            label: screen.view.firstLabel
            month: screen.view.firstMonth
            yearText: screen.view.yearText
            monthText: screen.view.monthText
            onMoved: months => screen.view.moveFirst(months)
        }

        MonthPicker {
            width: custom.cell
            prefix: "last"
            label: screen.view.lastLabel
            month: screen.view.lastMonth
            yearText: screen.view.yearText
            monthText: screen.view.monthText
            onMoved: months => screen.view.moveLast(months)
        }

        ActionButton {
            width: custom.cell
            height: 1.25 * Theme.touch
            objectName: "presets"
            label: screen.view.presetsText
            onTapped: screen.view.showCustom(false)
        }

        ActionButton {
            width: custom.cell
            height: 1.25 * Theme.touch
            objectName: "next"
            kind: "primary"
            iconName: "arrow_right"
            label: screen.view.nextText
            onTapped: screen.view.submitCustom()
        }
    }
}
