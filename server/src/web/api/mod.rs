//! The JSON API under /api/v1: the same rules as the pages, for programs. Tokens only, no cookies.

#![expect(unused_qualifications, reason = "utoipa names the types of parameters by their whole paths")]

mod access;
mod articles;
mod caller;
mod communities;
mod drafts;
mod export;
mod feedback;
mod ideas;
mod input;
mod instance;
mod labels;
mod lifespans;
mod me;
mod moderation;
mod notifications;
mod openapi;
mod people;
mod polls;
mod posts;
mod problem;
mod questions;
mod reputation;
mod search;
mod shapes;
mod stewards;
mod threads;
mod wiki;

#[cfg(test)]
mod tests;

use actix_web::middleware::from_fn;
use actix_web::{Resource, web};

pub use openapi::{document, page};

/// The largest JSON body; uploads have their own limit.
const BODY_MAX: usize = 1024 * 1024;

/// Everything below /api/v1, and the page at /api that explains it.
pub fn configure(cfg: &mut web::ServiceConfig) {
    cfg.service(web::resource("/api").route(web::get().to(openapi::read)));
    cfg.service(
        web::scope("/api/v1")
            .app_data(web::JsonConfig::default().limit(BODY_MAX).error_handler(|e, _| problem::bad_json(e).into()))
            .app_data(web::QueryConfig::default().error_handler(|e, _| problem::bad_query(&e).into()))
            .app_data(web::PathConfig::default().error_handler(|_, _| problem::no_such_thing().into()))
            .configure(about)
            .configure(communal)
            .configure(written)
            .configure(decided)
            .configure(asked)
            .configure(blogs)
            .configure(earned)
            .configure(wikis)
            .configure(personal)
            .default_service(web::to(problem::no_route))
            .wrap(from_fn(problem::edge)),
    );
}

/// A path and the methods that it knows; any other gets a problem that names them.
fn at(path: &str, allow: &'static str) -> Resource {
    web::resource(path).default_service(web::to(move || problem::wrong_method(allow)))
}

fn about(cfg: &mut web::ServiceConfig) {
    cfg.service(at("/instance", "GET").get(instance::show))
        .service(at("/openapi.json", "GET").get(openapi::serve))
        .service(at("/modlog", "GET").get(instance::modlog))
        .service(at("/search", "GET").get(search::search))
        .service(at("/tags/{tag}", "GET").get(search::tagged))
        .service(at("/suggestions", "GET").get(search::suggestions))
        .service(at("/suggestions/{name}", "DELETE").delete(search::refuse))
        .service(at("/resolve", "POST").post(search::resolve))
        .service(at("/preview", "POST").post(instance::preview))
        .service(at("/media", "POST").post(instance::upload));
}

fn communal(cfg: &mut web::ServiceConfig) {
    cfg.service(at("/communities", "GET, POST").get(communities::list).post(communities::found))
        .service(at("/communities/{name}", "GET, PATCH").get(communities::show).patch(communities::change))
        .service(at("/communities/{name}/lifespan", "POST").post(lifespans::decide))
        .service(at("/communities/{name}/membership", "POST, DELETE").post(communities::join).delete(communities::leave))
        .service(at("/communities/{name}/threads", "GET, POST").get(threads::of_community).post(threads::start))
        .service(at("/communities/{name}/access", "GET, PUT").get(access::show).put(access::change))
        .service(at("/communities/{name}/access/asking", "POST").post(access::decide))
        .service(at("/communities/{name}/access/guests", "POST").post(access::guests))
        .service(at("/communities/{name}/tags", "GET, POST").get(labels::list).post(labels::add))
        .service(at("/communities/{name}/tags/{id}", "PUT, DELETE").put(labels::change).delete(labels::retire))
        .service(at("/communities/{name}/stewards", "GET, POST").get(stewards::list).post(stewards::add))
        .service(at("/communities/{name}/stewards/{person}", "DELETE").delete(stewards::remove))
        .service(at("/communities/{name}/bans", "GET, POST").get(stewards::bans).post(stewards::ban))
        .service(at("/communities/{name}/bans/{person}", "DELETE").delete(stewards::unban))
        .service(at("/reports", "GET").get(moderation::reports))
        .service(at("/reports/{id}", "POST").post(moderation::settle));
}

fn written(cfg: &mut web::ServiceConfig) {
    cfg.service(at("/threads", "GET").get(threads::everywhere))
        .service(at("/threads/{id}", "GET").get(threads::show))
        .service(at("/threads/{id}/replies", "GET, POST").get(threads::replies).post(threads::reply))
        .service(at("/posts/{id}", "GET, PATCH, DELETE").get(posts::show).patch(posts::edit).delete(posts::delete))
        .service(at("/posts/{id}/vote", "POST").post(posts::vote))
        .service(at("/posts/{id}/save", "POST, DELETE").post(posts::save).delete(posts::unsave))
        .service(at("/posts/{id}/report", "POST").post(posts::report))
        .service(at("/posts/{id}/history", "GET").get(posts::history))
        .service(at("/posts/{id}/moderation", "POST").post(moderation::act));
}

fn asked(cfg: &mut web::ServiceConfig) {
    cfg.service(at("/communities/{name}/similar", "GET").get(questions::similar))
        .service(at("/communities/{name}/duplicates", "GET").get(questions::duplicates))
        .service(at("/duplicates/{id}", "POST").post(questions::decide))
        .service(at("/questions/{id}", "GET").get(questions::show))
        .service(at("/questions/{id}/too", "POST, DELETE").post(questions::too).delete(questions::not_too))
        .service(at("/questions/{id}/answer", "POST").post(questions::accept))
        .service(at("/questions/{id}/reopen", "POST").post(questions::reopen))
        .service(at("/questions/{id}/official", "POST").post(questions::official))
        .service(at("/questions/{id}/unofficial", "POST").post(questions::unofficial))
        .service(at("/questions/{id}/merge", "POST").post(questions::merge))
        .service(at("/questions/{id}/unmerge", "POST").post(questions::unmerge));
}

fn earned(cfg: &mut web::ServiceConfig) {
    cfg.service(at("/reputation", "GET").get(reputation::rules))
        .service(at("/people/{name}/reputation", "GET").get(reputation::of_person))
        .service(at("/communities/{name}/standing", "GET, PUT").get(reputation::standing).put(reputation::open_up))
        .service(at("/communities/{name}/standing/{person}", "GET, PUT").get(reputation::reasons).put(reputation::decide))
        .service(at("/posts/{id}/title", "PUT").put(reputation::retitle))
        .service(at("/posts/{id}/spam", "POST, DELETE").post(reputation::spam).delete(reputation::no_spam))
        .service(at("/me/listed", "PUT").put(reputation::listed));
}

fn wikis(cfg: &mut web::ServiceConfig) {
    cfg.service(at("/communities/{name}/wiki", "GET, POST").get(wiki::list).post(wiki::begin))
        .service(at("/communities/{name}/wiki/suggestions", "GET").get(wiki::waiting))
        .service(at("/wiki/suggestions/{id}", "POST").post(wiki::decide))
        .service(at("/wiki/{id}", "GET, PATCH").get(wiki::show).patch(wiki::edit))
        .service(at("/wiki/{id}/revisions", "GET").get(wiki::history))
        .service(at("/wiki/{id}/revisions/{number}", "GET").get(wiki::revision))
        .service(at("/wiki/{id}/revert", "POST").post(wiki::revert))
        .service(at("/wiki/{id}/confirm", "POST").post(wiki::confirm))
        .service(at("/wiki/{id}/move", "POST").post(wiki::move_to))
        .service(at("/wiki/{id}/protection", "POST").post(wiki::protect))
        .service(at("/posts/{id}/wiki", "POST").post(wiki::promote));
}

fn decided(cfg: &mut web::ServiceConfig) {
    cfg.service(at("/polls/{id}", "GET").get(polls::show)).service(at("/polls/{id}/vote", "PUT").put(polls::vote));
    cfg.service(at("/ideas/{id}", "GET").get(ideas::show))
        .service(at("/ideas/{id}/status", "POST").post(ideas::change))
        .service(at("/ideas/{id}/merge", "POST").post(ideas::merge))
        .service(at("/ideas/{id}/unmerge", "POST").post(ideas::unmerge))
        .service(at("/ideas/{id}/credits", "PUT").put(ideas::credits))
        .service(at("/ideas/{id}/challenge", "PUT").put(ideas::file))
        .service(at("/communities/{name}/roadmap", "GET").get(ideas::roadmap))
        .service(at("/communities/{name}/challenges", "GET, POST").get(ideas::challenges).post(ideas::pose))
        .service(at("/feedback/{id}", "GET").get(feedback::show))
        .service(at("/feedback/{id}/state", "POST").post(feedback::change))
        .service(at("/communities/{name}/feedback", "GET").get(feedback::inbox))
        .service(at("/communities/{name}/feedback/areas", "GET, PUT").get(feedback::areas).put(feedback::set_areas))
        .service(at("/posts/{id}/take-in", "POST").post(feedback::take_in));
}

fn blogs(cfg: &mut web::ServiceConfig) {
    cfg.service(at("/communities/{name}/articles", "GET").get(articles::list))
        .service(at("/communities/{name}/series", "GET").get(articles::series))
        .service(at("/communities/{name}/blog", "GET, PUT").get(articles::settings).put(articles::set))
        .service(at("/communities/{name}/drafts", "GET, POST").get(drafts::handed_in).post(drafts::begin))
        .service(at("/articles/{id}", "GET").get(articles::show))
        .service(at("/articles/{id}/authorship", "POST").post(articles::authorship))
        .service(at("/drafts", "GET").get(drafts::mine))
        .service(at("/drafts/{id}", "GET, PATCH, DELETE").get(drafts::show).patch(drafts::change).delete(drafts::delete))
        .service(at("/drafts/{id}/publication", "POST").post(drafts::publish))
        .service(at("/drafts/{id}/schedule", "PUT, DELETE").put(drafts::schedule).delete(drafts::unschedule))
        .service(at("/drafts/{id}/proposal", "POST, DELETE").post(drafts::propose).delete(drafts::take_back))
        .service(at("/drafts/{id}/approval", "POST").post(drafts::approve))
        .service(at("/drafts/{id}/return", "POST").post(drafts::send_back));
}

fn personal(cfg: &mut web::ServiceConfig) {
    cfg.service(at("/people/{name}", "GET").get(people::show))
        .service(at("/people/{name}/posts", "GET").get(people::posts))
        .service(at("/people/{name}/follow", "POST, DELETE").post(people::follow).delete(people::unfollow))
        .service(at("/people/{name}/block", "POST, DELETE").post(people::block).delete(people::unblock))
        .service(at("/servers/{host}/block", "POST, DELETE").post(people::block_server).delete(people::unblock_server))
        .service(at("/me", "GET, PATCH").get(me::show).patch(me::change))
        .service(at("/me/communities", "GET").get(me::communities))
        .service(at("/me/saved", "GET").get(me::saved))
        .service(at("/me/blocks", "GET").get(me::blocks))
        .service(at("/me/export", "GET").get(me::export))
        .service(at("/me/deletion", "POST").post(me::delete))
        .service(at("/notifications", "GET").get(notifications::list))
        .service(at("/notifications/read", "POST").post(notifications::mark_read));
}
