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
        anchors.topMargin: Theme.landscape ? 0.75 * Theme.gap : Theme.margin
        text: screen.view.heading
    }

    Banner {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: heading.bottom
        anchors.margins: Theme.margin
        anchors.topMargin: 0.5 * Theme.gap
        text: screen.view.problem
    }

    Grid {
        id: presets

        readonly property real cell: (width - (columns - 1) * columnSpacing) / columns

        visible: !screen.view.custom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: Theme.margin
        anchors.bottomMargin: Theme.landscape ? 2 * Theme.gap : Theme.margin
        columns: Theme.landscape ? 2 : 1
        columnSpacing: Theme.gap
        rowSpacing: Theme.gap

        Repeater {
            model: screen.view.presets

            PresetKey {
                required property var modelData

                width: presets.cell
                objectName: modelData.object
                label: modelData.label
                note: modelData.months
                chosen: modelData.chosen
                onTapped: screen.view.choose(modelData.id)
            }
        }

        PresetKey {
            width: presets.cell
            visible: screen.view.customOffered
            objectName: "preset_custom"
            iconName: "plus"
            label: screen.view.customText
            onTapped: screen.view.showCustom(true)
        }
    }

    Grid {
        id: custom

        readonly property real cell: (width - (columns - 1) * spacing) / columns

        visible: screen.view.custom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: Theme.margin
        anchors.bottomMargin: Theme.landscape ? Theme.gap : Theme.margin
        columns: Theme.landscape ? 2 : 1
        spacing: Theme.gap

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
            iconName: "check"
            label: screen.view.nextText
            onTapped: screen.view.submitCustom()
        }
    }
}
