import QtQuick
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

// The services of one theme, page by page.
Item {
    id: theme

    required property HomeView view
    readonly property int held: Theme.landscape || Theme.elder ? 4 : 5

    onHeldChanged: view.hold(held)
    Component.onCompleted: view.hold(held)

    Column {
        x: Theme.margin
        y: Theme.landscape ? 0.75 * Theme.gap : Theme.margin
        width: theme.width - 2 * Theme.margin
        spacing: Theme.gap

        Heading {
            width: parent.width
            text: theme.view.heading
        }

        Banner {
            width: parent.width
            text: theme.view.notice
        }

        ServiceTiles {
            width: parent.width
            services: theme.view.services
            onBegun: service => theme.view.begin(service)
        }
    }

    PageTurner {
        x: Theme.margin
        y: theme.height - height - (Theme.landscape ? Theme.gap : Theme.margin)
        width: theme.width - 2 * Theme.margin
        visible: pages > 1
        page: theme.view.pageNumber
        pages: theme.view.pageCount
        pageText: theme.view.pageText
        previousText: theme.view.previousText
        followingText: theme.view.followingText
        onTurned: pages => theme.view.turn(pages)
    }
}
