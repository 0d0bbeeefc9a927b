pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

// Months: periods that one tap chooses, or two months by hand.
Item {
    id: page

    required property FormView view
    required property MonthRangeInput input

    Grid {
        id: presets

        readonly property real cell: (width - (columns - 1) * columnSpacing) / columns

        visible: !page.input.custom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: Theme.margin
        anchors.bottomMargin: Theme.landscape ? 2 * Theme.gap : Theme.margin
        columns: Theme.landscape ? 2 : 1
        columnSpacing: Theme.gap
        rowSpacing: Theme.gap

        Repeater {
            model: page.input.presets

            PresetKey {
                required property var modelData

                width: presets.cell
                objectName: modelData.object
                label: modelData.label
                note: modelData.months
                chosen: modelData.chosen
                onTapped: page.input.choose(modelData.id)
            }
        }

        PresetKey {
            width: presets.cell
            visible: page.input.customOffered
            objectName: "preset_custom"
            iconName: "plus"
            label: page.input.customText
            onTapped: page.input.showCustom(true)
        }
    }

    Grid {
        id: custom

        readonly property real cell: (width - (columns - 1) * spacing) / columns

        visible: page.input.custom
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
            label: page.input.firstLabel
            month: page.input.firstMonth
            yearText: page.input.yearText
            monthText: page.input.monthText
            onMoved: months => page.input.moveFirst(months)
        }

        MonthPicker {
            width: custom.cell
            prefix: "last"
            label: page.input.lastLabel
            month: page.input.lastMonth
            yearText: page.input.yearText
            monthText: page.input.monthText
            onMoved: months => page.input.moveLast(months)
        }

        ActionButton {
            width: custom.cell
            height: 1.25 * Theme.touch
            objectName: "presets"
            label: page.input.presetsText
            onTapped: page.input.showCustom(false)
        }

        ActionButton {
            width: custom.cell
            height: 1.25 * Theme.touch
            objectName: "next"
            kind: "primary"
            iconName: "check"
            label: page.input.nextText
            onTapped: page.input.submitCustom()
        }
    }
}
