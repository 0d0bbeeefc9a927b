pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

// The themes, and the way to look for a service by its name.
Item {
    id: page

    required property HomeView view

    Column {
        x: Theme.margin
        y: Theme.landscape ? 0.75 * Theme.gap : parent.height - height - Theme.margin  // low, where everybody reaches it
        width: parent.width - 2 * Theme.margin
        spacing: Theme.landscape ? Theme.gap : 1.25 * Theme.gap

        Grid {
            id: top

            width: parent.width
            columns: Theme.landscape ? 3 : 1
            spacing: parent.spacing
            verticalItemAlignment: Grid.AlignVCenter

            Heading {
                width: Theme.landscape ? 0.34 * (top.width - 2 * top.spacing) : top.width
                text: page.view.heading
            }

            ActionButton {
                width: Theme.landscape ? 0.33 * (top.width - 2 * top.spacing) : top.width
                height: (Theme.landscape ? 1 : 1.25) * Theme.touch
                objectName: "search"
                iconName: "search"
                label: page.view.searchText
                onTapped: page.view.search()
            }

            ActionButton {
                width: Theme.landscape ? 0.33 * (top.width - 2 * top.spacing) : top.width
                height: Theme.touch
                objectName: "resume"
                kind: "plain"
                iconName: "clock"
                label: page.view.resumeText
                onTapped: page.view.resumeEarlier()
            }
        }

        Banner {
            width: parent.width
            text: page.view.notice
        }

        GridLayout { // tiles of a row are as high as its highest
            id: grid

            width: parent.width
            columns: Theme.landscape ? 3 : 2
            columnSpacing: Theme.gap
            rowSpacing: Theme.gap

            Repeater {
                model: page.view.themes

                ThemeTile {
                    required property var modelData

                    Layout.preferredWidth: (grid.width - (grid.columns - 1) * grid.columnSpacing) / grid.columns
                    Layout.fillHeight: true
                    theme: modelData
                    onTapped: page.view.openTheme(modelData.theme)
                }
            }
        }
    }
}
