# SPDX-License-Identifier: Apache-2.0
# What is installed, and the Debian package made of it.
install(PROGRAMS
  scripts/acquisition-to-intermediate.sh scripts/intermediate-to-hot.sh scripts/reprocess-dalle.sh scripts/nightly.sh
  DESTINATION share/pcrs-dalles/scripts)
install(FILES scripts/chain.bash DESTINATION share/pcrs-dalles/scripts)
install(DIRECTORY scripts/systemd/ DESTINATION lib/systemd/system)
install(DIRECTORY samples/ DESTINATION share/pcrs-dalles/samples USE_SOURCE_PERMISSIONS)
install(FILES README.md README.fr.md CHANGELOG.md lib/store/FORMAT.md DESTINATION share/doc/pcrs-dalles)
install(FILES LICENSE DESTINATION share/doc/pcrs-dalles RENAME copyright)

set(CPACK_PACKAGE_NAME pcrs-dalles)
set(CPACK_PACKAGE_VENDOR "pcrs-dalles")
set(CPACK_PACKAGE_CONTACT "pcrs-dalles maintainers <pcrs-dalles@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY ${PROJECT_DESCRIPTION})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)  # the libraries' packages, read off the executables
set(CPACK_DEBIAN_PACKAGE_SECTION science)
# The libraries come by themselves; proj-data would bring the datum grids, which Lambert-93 to WGS 84 does not need.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "gdal-bin, python3-gdal")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "age, gnupg")  # where a chantier encrypts its volumes
include(CPack)
