"""The central platform: a Django project; its packages are its slices. It meets terminals in `kiosk.protocol` only."""
