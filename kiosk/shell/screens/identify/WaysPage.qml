pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

// The ways, low on the screen, where everybody reaches them.
Item {
    id: page

    required property IdentifyView view

    Column {
        x: Theme.margin
        y: Theme.landscape ? 0.75 * Theme.gap : Theme.margin
        width: parent.width - 2 * Theme.margin
        spacing: 0.5 * Theme.gap

        Heading {
            width: parent.width
            text: page.view.heading
        }

        Words {
            width: parent.width
            text: page.view.hint
            color: Theme.inkSoft
            font.pixelSize: Theme.dense ? Theme.body : Theme.large
        }
    }

    Grid {
        id: tiles

        x: Theme.margin
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.landscape ? Theme.gap : Theme.margin
        width: parent.width - 2 * Theme.margin
        columns: Theme.landscape ? 2 : 1
        spacing: Theme.gap

        Repeater {
            model: page.view.ways

            WayTile {
                required property var modelData

                width: (tiles.width - (tiles.columns - 1) * tiles.spacing) / tiles.columns
                way: modelData
                onTapped: page.view.choose(modelData.id)
            }
        }
    }
}
