pragma ComponentBehavior: Bound

import QtQuick
import DeskStyle
import Kiosk.Desk

// All faults of one device.
Column {
    id: root

    required property StationViewModel station
    required property WordsViewModel words

    spacing: 10

    Bilingual {
        words: root.words
        size: 14
        zhColor: Style.soft
    }
    Flow {
        width: root.width
        spacing: 8

        Repeater {
            model: root.station.faults

            delegate: FaultChip {
                required property FaultViewModel modelData

                objectName: root.station.role + "_" + modelData.code
                fault: modelData
            }
        }
    }
}
