<?php
// As much of WordPress as the plugin calls, by its own signatures; what was registered is kept. Prints what a page would show as JSON.
declare(strict_types=1);

define('ABSPATH', '/');
$hooks = [];
$shortcodes = [];
$loaded = [];
$option = [];
$singular = true;
$looping = true;
$locale = 'en_US';
$feed = false;

function add_action(string $hook_name, callable $callback, int $priority = 10, int $accepted_args = 1): bool { return add_filter($hook_name, $callback, $priority, $accepted_args); }
function add_filter(string $hook_name, callable $callback, int $priority = 10, int $accepted_args = 1): bool { global $hooks; $hooks[$hook_name][$priority][] = $callback; return true; }
function apply_filters(string $hook_name, $value, ...$args) { global $hooks; ksort($hooks[$hook_name]); foreach ($hooks[$hook_name] as $each) foreach ($each as $callback) $value = $callback($value, ...$args); return $value; }
function determine_locale(): string { return $GLOBALS['locale']; }
function translate(string $text, string $domain = 'default'): string { return apply_filters("gettext_$domain", $text, $text, $domain); }
function esc_html__(string $text, string $domain = 'default'): string { return esc_html(translate($text, $domain)); }
function esc_url(string $url, ?array $protocols = null, string $_context = 'display'): string { return htmlspecialchars($url, ENT_QUOTES); }
function admin_url(string $path = '', string $scheme = 'admin'): string { return "https://news.example/wp-admin/$path"; }
function plugin_basename(string $file): string { return 'announcer.php'; }
function register_uninstall_hook(string $file, callable $callback): void { $GLOBALS['uninstall'] = $callback; }
function delete_option(string $option): bool { $GLOBALS['deleted'][] = $option; return true; }
function do_action(string $hook_name, ...$arg): void { global $hooks; foreach ($hooks[$hook_name] as $each) foreach ($each as $callback) $callback(...$arg); }
function add_shortcode(string $tag, callable $callback): void { global $shortcodes; $shortcodes[$tag] = $callback; }
function has_shortcode(string $content, string $tag): bool { return str_contains($content, "[$tag]"); }
function get_option(string $option, $default_value = false) { return $GLOBALS['option'] ?: $default_value; }
function register_setting(string $option_group, string $option_name, array $args = []): void { $GLOBALS['sanitize'] = $args['sanitize_callback']; }
function add_options_page(string $page_title, string $menu_title, string $capability, string $menu_slug, callable $callback, ?int $position = null): void { $GLOBALS['page'] = [$capability, $callback]; }
function wp_enqueue_script_module(string $id, string $src = '', array $deps = [], $version = false): void { global $loaded; $loaded[$id] = $src; }
function is_singular($post_types = ''): bool { return $GLOBALS['singular'] && in_array('post', (array) $post_types, true); }
function is_feed($feeds = ''): bool { return $GLOBALS['feed']; }
function in_the_loop(): bool { return $GLOBALS['looping']; }
function is_main_query(): bool { return true; }
function get_permalink($post = 0, bool $leavename = false): string { return 'https://news.example/?p=7&x="<y>'; }
function current_user_can(string $capability, ...$args): bool { return $capability === 'manage_options'; }
function esc_attr(string $text): string { return htmlspecialchars($text, ENT_QUOTES); }
function esc_html(string $text): string { return htmlspecialchars($text, ENT_QUOTES); }
function esc_html_e(string $text, string $domain = 'default'): void { echo esc_html__($text, $domain); }
function esc_url_raw(string $url, ?array $protocols = null): string { return in_array(parse_url($url, PHP_URL_SCHEME), $protocols, true) ? $url : ''; }
function sanitize_text_field(string $str): string { return trim(strip_tags($str)); }
function sanitize_key(string $key): string { return preg_replace('/[^a-z0-9_\-]/', '', strtolower($key)); }
function settings_fields(string $option_group): void { echo "<input name='option_page' value='$option_group'>"; }
function submit_button(): void { echo '<button>Save</button>'; }
function selected($selected, $current = true, bool $display = true): void { if ($selected === $current) echo 'selected'; }
function checked($checked, $current = true, bool $display = true): void { if ($checked === $current) echo 'checked'; }
function get_post_types(array $args = [], string $output = 'names', string $operator = 'and'): array { return [(object) ['name' => 'post', 'label' => 'Posts']]; }

require $argv[1];

$show = function (array $sent) use (&$option, &$loaded): array {
    $loaded = [];
    $option = $GLOBALS['sanitize']($sent);
    do_action('wp_enqueue_scripts');
    return ['kept' => $option, 'loaded' => $loaded, 'content' => apply_filters('the_content', '<p>Text</p>')];
};
do_action('admin_init');
do_action('admin_menu');
$good = ['server' => ' https://audio.example.org ', 'playlist' => '/feeds/en.json', 'look' => 'large', 'types' => ['post']];
$found = ['fresh' => $show([]), 'good' => $show($good)];
$found['shortcode'] = $shortcodes['announcer']();
$found['placed'] = apply_filters('the_content', '<p>Text</p>[announcer]');
ob_start();
$page[1]();
$found['page'] = ob_get_clean();
$locale = 'tr_TR';
ob_start();
$page[1]();
$found['turkish'] = ob_get_clean();
$found['links'] = apply_filters('plugin_action_links_announcer.php', ['<a>Deactivate</a>']);
$locale = 'en_US';
$singular = false;
$found['list'] = $show($good);
$shortcodes['announcer']();
$found['loaded by the shortcode'] = $loaded;
$feed = true;
$found['in a feed'] = $shortcodes['announcer']();
$feed = false;
$singular = true;
$looping = false;
$found['elsewhere'] = apply_filters('the_content', '<p>Text</p>');
$looping = true;
$found['bad'] = $show(['server' => 'javascript:alert(1)', 'look' => 'huge"', 'types' => 'post']);
$found['hostile'] = $show(['server' => 'https://a.example/"><script>', 'playlist' => '"><b>x', 'types' => ['post']]);
($GLOBALS['uninstall'])();
$found['deleted'] = $deleted;
echo json_encode($found, JSON_THROW_ON_ERROR);
