// Words that a question may have and a text need not: with one of them nothing is misspelt. Of a stem one is enough, and words with
// fewer than four letters are never taken for others. Beside the stop words. Written for this project.

const words = (list: string): readonly string[] => list.trim().split(/\s+/);

export const english = words(`
  want need know like make made find found look take took give gave tell told show help work use keep kept let put try come came
  going went gone seem feel felt think thought believe mean meant call leave left happen start stop begin began open close turn move
  live stay hold held bring brought write wrote read say said see seen saw hear heard get got become change wish love hate hope
  wonder learn send sent receive lose lost buy bought sell sold pay paid spend spent cost save add remove delete create allow
  good better best great nice fine bad worse worst right wrong long short high low big small large little much many more most
  less least first last next same different other able sure possible easy hard early late soon often always never maybe still
  also well back away around together instead without within inside outside near people person someone somebody something
  anything nothing everything everyone anyone thing time year month week day today tomorrow yesterday morning night place home
  house way part kind sort name question answer problem reason example case point please thanks
`);

export const french = words(`
  veux veut vouloir voudrais besoin savoir sait connaitre aimer faire fait trouver chercher prendre donner dire montrer aider
  travailler utiliser garder laisser mettre essayer venir aller sembler sentir penser croire appeler arriver commencer arreter
  ouvrir fermer changer vivre rester tenir apporter ecrire lire voir entendre devenir apprendre envoyer recevoir perdre acheter
  vendre payer gagner ajouter enlever supprimer creer permettre pouvoir peut devoir doit bon bonne mieux meilleur mauvais pire
  long court haut grand petit beaucoup premier dernier prochain meme autre possible facile difficile souvent toujours jamais
  encore aussi bien ensemble sans dans chez gens personne quelque quelqu chose rien tout temps annee mois semaine jour demain
  hier matin nuit maison partie sorte question reponse probleme raison exemple merci comment pourquoi combien
`);

export const german = words(`
  will mochte brauche wissen weiss kennen machen finden suchen nehmen geben sagen zeigen helfen arbeiten benutzen behalten lassen
  stellen legen versuchen kommen gehen scheinen fuhlen denken glauben meinen bedeuten rufen verlassen passieren anfangen aufhoren
  offnen schliessen drehen bewegen leben bleiben halten bringen schreiben lesen sehen horen bekommen werden andern wunschen lernen
  schicken verlieren kaufen verkaufen zahlen kosten sparen entfernen loschen erstellen erlauben gut besser beste schlecht richtig
  falsch lang kurz hoch gross klein viel wenig mehr erste letzte nachste gleich andere moglich leicht schwer fruh spat bald immer
  niemals vielleicht zuruck zusammen statt ohne innen aussen nahe leute mensch jemand etwas nichts alles ding zeit jahr monat
  woche heute morgen gestern nacht haus teil name frage antwort problem grund beispiel bitte danke warum wieviel
`);

export const spanish = words(`
  quiero quiere querer necesito saber conocer gustar hacer hecho encontrar buscar tomar dar decir mostrar ayudar trabajar usar
  guardar dejar poner intentar venir voy parecer sentir pensar creer llamar pasar empezar parar abrir cerrar cambiar vivir quedar
  tener tengo traer escribir leer ver oir llegar aprender enviar recibir perder comprar vender pagar gastar costar ahorrar quitar
  borrar crear permitir poder puedo puede deber bueno mejor malo peor largo corto alto bajo grande pequeno mucho poco primero
  ultimo proximo mismo otro posible facil dificil pronto siempre nunca todavia tambien juntos sin dentro fuera cerca gente
  persona alguien algo nada todo cosa tiempo ano mes semana hoy manana ayer noche casa parte tipo nombre pregunta respuesta
  problema razon ejemplo gracias porque cuanto
`);
