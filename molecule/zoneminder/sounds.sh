# Waits for a film that began after now and is closed, and prints its streams: h264, and aac where it has sound.
since=$(date +%s)
for _ in $(seq 90); do
  film=$(mariadb --skip-column-names zm -e "SELECT CONCAT('/var/cache/zoneminder/events/1/', DATE(StartDateTime), '/', Id, '/',
    DefaultVideo) FROM Events WHERE EndDateTime IS NOT NULL AND UNIX_TIMESTAMP(StartDateTime) > $since + 2 ORDER BY Id LIMIT 1")
  [ -n "$film" ] && exec ffprobe -loglevel error -show_entries stream=codec_name -of csv=p=0 "$film"
  sleep 1
done
exit 1
