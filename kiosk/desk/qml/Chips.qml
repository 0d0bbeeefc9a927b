pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Desk

// Switches in a row, or in as many as they need. Each is named after its device and itself.
Flow {
    id: root

    required property StationViewModel station
    required property list<var> things

    spacing: 5

    Repeater {
        model: root.things

        delegate: Chip {
            required property SwitchViewModel modelData

            objectName: root.station.role + "_" + modelData.code
            thing: modelData
        }
    }
}
