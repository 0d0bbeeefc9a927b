pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Kiosk.Theme

// Services beside and below each other; those of a row are as high as its highest.
GridLayout {
    id: grid

    required property var services
    property int across: Theme.landscape ? 2 : 1
    signal begun(string service)

    columns: Math.max(1, Math.min(across, services.length))
    columnSpacing: Theme.gap
    rowSpacing: Theme.gap

    Repeater {
        model: grid.services

        ServiceTile {
            required property var modelData

            Layout.preferredWidth: (grid.width - (grid.columns - 1) * grid.columnSpacing) / grid.columns
            Layout.fillHeight: true
            service: modelData
            onTapped: grid.begun(modelData.service)
        }
    }
}
