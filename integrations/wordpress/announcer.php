<?php
/**
 * Plugin Name: Announcer
 * Description: Puts the player of your own Announcer above each article: read aloud by a neural voice, on your own machine.
 * Version: 0.1.0
 * Requires at least: 6.5
 * Requires PHP: 7.4
 * License: GPL-3.0-or-later
 * Text Domain: announcer
 */

defined('ABSPATH') || exit;

const ANNOUNCER_DEFAULTS = ['server' => '', 'playlist' => '', 'look' => 'standard', 'types' => ['post']];
const ANNOUNCER_LOOKS = ['compact', 'standard', 'large'];
const ANNOUNCER_TURKISH = [
    'Address of the announcer' => 'Spikerin adresi',
    'It must name this site in ANNOUNCER_ARTICLE_HOSTS and ANNOUNCER_CORS_ORIGINS.' => 'Spikerin ANNOUNCER_ARTICLE_HOSTS ve ANNOUNCER_CORS_ORIGINS ayarlarında bu site bulunmalıdır.',
    'What comes next' => 'Sırada ne var',
    'A feed of the announcer. Empty: the player stops after the article.' => 'Spikerin bir akışı. Boşsa oynatıcı haberden sonra durur.',
    'Look' => 'Görünüm',
    'compact' => 'küçük',
    'standard' => 'standart',
    'large' => 'büyük',
    'Above' => 'Nelerin üstünde',
    'The tag' => 'Etiket',
    'The plugin puts it above each article. For a theme:' => 'Eklenti onu her haberin üstüne koyar. Temalar için:',
    'Settings' => 'Ayarlar',
];

add_filter('gettext_announcer', function ($translation, $text) {
    return strncmp(determine_locale(), 'tr', 2) === 0 ? ANNOUNCER_TURKISH[$text] ?? $translation : $translation;
}, 10, 2);

/** What the site chose, whole. */
function announcer_settings(): array {
    return array_merge(ANNOUNCER_DEFAULTS, (array) get_option('announcer', []));
}

/** What the form sent, made safe; a server that is no http(s) address is none. */
function announcer_sanitize($given): array {
    $given = is_array($given) ? $given : [];
    $server = esc_url_raw(trim((string) ($given['server'] ?? '')), ['http', 'https']);
    $look = (string) ($given['look'] ?? '');
    return [
        'server' => $server === '' ? '' : rtrim($server, '/') . '/',
        'playlist' => sanitize_text_field((string) ($given['playlist'] ?? '')),
        'look' => in_array($look, ANNOUNCER_LOOKS, true) ? $look : 'standard',
        'types' => array_values(array_map('sanitize_key', (array) ($given['types'] ?? []))),
    ];
}

/** The tag for an article's address, or nothing before the plugin is set up. */
function announcer_tag(string $address, array $settings): string {
    if ($settings['server'] === '') {
        return '';
    }
    $playlist = $settings['playlist'] === '' ? '' : sprintf(' playlist="%s"', esc_attr($settings['playlist']));
    $look = $settings['look'] === 'standard' ? '' : sprintf(' look="%s"', esc_attr($settings['look']));
    return sprintf('<ai-announcer article-url="%s"%s%s></ai-announcer>', esc_attr($address), $playlist, $look);
}

function announcer_is_article(array $settings): bool {
    return $settings['server'] !== '' && $settings['types'] && is_singular($settings['types']) && !is_feed();
}

function announcer_load(array $settings): void {
    if ($settings['server'] !== '') {
        wp_enqueue_script_module('ai-announcer', $settings['server'] . 'static/announcer.js');
    }
}

add_action('wp_enqueue_scripts', function () {
    $settings = announcer_settings();
    if (announcer_is_article($settings)) {
        announcer_load($settings);
    }
});

add_filter('the_content', function ($content) {
    $settings = announcer_settings();
    if (!announcer_is_article($settings) || !in_the_loop() || !is_main_query() || has_shortcode((string) $content, 'announcer')) {
        return $content;
    }
    return announcer_tag((string) get_permalink(), $settings) . $content;
});

// [announcer] puts the player elsewhere in an article, and into what has none by itself.
add_shortcode('announcer', function () {
    if (is_feed()) {
        return '';
    }
    announcer_load(announcer_settings());
    return announcer_tag((string) get_permalink(), announcer_settings());
});

register_uninstall_hook(__FILE__, 'announcer_uninstall');

function announcer_uninstall(): void {
    delete_option('announcer');
}

add_filter('plugin_action_links_' . plugin_basename(__FILE__), function (array $links): array {
    $settings = sprintf('<a href="%s">%s</a>', esc_url(admin_url('options-general.php?page=announcer')), esc_html__('Settings', 'announcer'));
    return array_merge([$settings], $links);
});

add_action('admin_init', function () {
    register_setting('announcer', 'announcer', ['type' => 'array', 'sanitize_callback' => 'announcer_sanitize', 'default' => ANNOUNCER_DEFAULTS]);
});

add_action('admin_menu', function () {
    add_options_page('Announcer', 'Announcer', 'manage_options', 'announcer', 'announcer_page');
});

function announcer_page(): void {
    if (!current_user_can('manage_options')) {
        return;
    }
    $settings = announcer_settings();
    ?>
    <div class="wrap">
      <h1>Announcer</h1>
      <form method="post" action="options.php">
        <?php settings_fields('announcer'); ?>
        <table class="form-table" role="presentation">
          <tr>
            <th scope="row"><label for="announcer-server"><?php esc_html_e('Address of the announcer', 'announcer'); ?></label></th>
            <td><input id="announcer-server" name="announcer[server]" type="url" class="regular-text" placeholder="https://audio.example.org/" value="<?php echo esc_attr($settings['server']); ?>">
              <p class="description"><?php esc_html_e('It must name this site in ANNOUNCER_ARTICLE_HOSTS and ANNOUNCER_CORS_ORIGINS.', 'announcer'); ?></p></td>
          </tr>
          <tr>
            <th scope="row"><label for="announcer-playlist"><?php esc_html_e('What comes next', 'announcer'); ?></label></th>
            <td><input id="announcer-playlist" name="announcer[playlist]" type="text" class="regular-text" placeholder="/feeds/en.json" value="<?php echo esc_attr($settings['playlist']); ?>">
              <p class="description"><?php esc_html_e('A feed of the announcer. Empty: the player stops after the article.', 'announcer'); ?></p></td>
          </tr>
          <tr>
            <th scope="row"><label for="announcer-look"><?php esc_html_e('Look', 'announcer'); ?></label></th>
            <td><select id="announcer-look" name="announcer[look]">
              <?php foreach (ANNOUNCER_LOOKS as $look) : ?>
                <option value="<?php echo esc_attr($look); ?>" <?php selected($settings['look'], $look); ?>><?php echo esc_html(translate($look, 'announcer')); ?></option>
              <?php endforeach; ?>
            </select></td>
          </tr>
          <tr>
            <th scope="row"><?php esc_html_e('Above', 'announcer'); ?></th>
            <td><?php foreach (get_post_types(['public' => true], 'objects') as $type) : ?>
              <label><input type="checkbox" name="announcer[types][]" value="<?php echo esc_attr($type->name); ?>" <?php checked(in_array($type->name, $settings['types'], true)); ?>>
                <?php echo esc_html($type->label); ?></label><br>
            <?php endforeach; ?></td>
          </tr>
        </table>
        <?php submit_button(); ?>
      </form>
      <?php if ($settings['server'] !== '') : ?>
        <h2><?php esc_html_e('The tag', 'announcer'); ?></h2>
        <p><?php esc_html_e('The plugin puts it above each article. For a theme:', 'announcer'); ?></p>
        <pre><code><?php echo esc_html(announcer_tag('https://www.example.org/article', $settings)); ?></code></pre>
      <?php endif; ?>
    </div>
    <?php
}
